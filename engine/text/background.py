"""What any reader knows of English before opening a text: which words are everywhere.

The lists stand in for the document frequencies of a large collection. They were written by hand
and hold no subject of their own.
"""

from typing import Final


def listed(words: str) -> frozenset[str]:
    """A set of words from a text with blanks between them."""
    return frozenset(words.split())


STOP_WORDS: Final = listed(
    """
    a about above after again against all almost alone along already also although always am among an and
    another any anybody anyone anything anyway are aren't around as at away be became because become becomes
    been before behind being below beneath beside besides between beyond both but by can can't cannot could
    couldn't did didn't do does doesn't doing don't done down during each either else enough even ever every
    everybody everyone everything except few for from further had hadn't has hasn't have haven't having he
    he'd he'll he's hence her here here's hers herself him himself his how however i i'd i'll i'm i've if in
    indeed instead into is isn't it it'd it'll it's its itself just least less let let's many may maybe me
    might mine more moreover most much must mustn't my myself neither never nevertheless no nobody none nor
    not nothing now nowhere of off often on once one ones only onto or other others otherwise ought our ours
    ourselves out over own per perhaps quite rather same shall shan't she she'd she'll she's should
    shouldn't since so some somebody someone something sometimes somewhere somehow soon still such than that
    that's the their theirs them themselves then there there's therefore these they they'd they'll they're
    they've this those though through throughout thus to together too toward towards under unless until up
    upon us very via was wasn't we we'd we'll we're we've were weren't what what's whatever when whenever
    where whereas wherever whether which while who who's whoever whole whom whose why will with within
    without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves e.g
    i.e etc mr mrs ms dr hello hi dear regards thanks thank please sincerely cheers hereby herein thereof
    thereto two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred
    thousand million first second third half
    """
)

COMMON_WORDS: Final = STOP_WORDS | listed(
    """
    able accept according account act actual actually add admit afraid age ago agree ahead allow amount
    ancient answer apart appear apply appreciate area argue arm arrive ask attempt available average avoid
    aware back bad barely base basic bear beautiful begin beginning believe belong best better big bit
    bitter blame blue body bottom box break brief bring broad brought build busy buy call came care careful
    carefully carry case catch cause certain certainly chance change charming cheap check child children
    choice choose chosen clear clearly close cold come comes common companion company complete completely
    concern consider contain continue copy correct cost count couple course cover cross cut daily dark date
    day days deal decade decide decided decision deep definitely depend describe despite detail develop die
    difference different difficult direct directly discover discuss divide draw drawn drive drop dry due
    early easily easy eat edge effect effort empty end enjoy entire entirely equal especially essential
    evening event eventually exact exactly example excellent exist expect expected expensive experience
    explain extra eye eyes face fact fail fair fall familiar family far fast father feel feeling feet fell
    felt figure fill final finally find fine finish fit fix follow following food foot force forget form
    former forward found free fresh friend friends front full fully fun gave general generally get gets
    getting girl give given glad go goes going gone good got great greatly green ground group grow growing
    guess guy hand hands happen happened happy hard hardly head hear heard heart heavy held help high highly
    hit hold home honest honestly hope hot hour hours house hundreds hurt idea imagine immediately important
    improve include including increase inside interest interesting involve issue item job join judge keep
    kept kid kill kind kindly knew know known lack land large largely last late lately later latter laugh
    lay lead learn leave left leg lend length letter level lie life light like likely limit line list listen
    little live local long look looked lose lost lot lots loud love low lovely luck lucky made main mainly
    make makes making man manage manner mark matter mean meaning means meant measure meet member men mention
    mere merely met mid middle mile mind minute minutes miss mistake modern moment monday tuesday wednesday
    thursday friday saturday sunday money month months morning mostly mother mount mouth move name named
    narrow natural nature near nearby nearly necessary need needed nevermind new newly next nice night
    nobody's normal normally north note notice number obvious obviously occur odd offer office okay old open
    option order ordinary original outside page paid pair part particular particularly party pass past pay
    people percent perfect perfectly period person pick picture piece place plain plan play pleasant pleased
    plenty point poor popular position possible possibly power practice prefer prepare present press pretty
    prevent previous previously price probably problem process produce product promise proper properly
    protect prove provide public pull pure purpose push put question quick quickly quiet quietly raise ran
    range rare rarely rate reach read ready real really reason reasonable receive recent recently red reduce
    refer regard regular regularly relate remain remember remove repeat replace reply report request require
    rest result return right rise road role room roughly round rule run running sad safe said sake sale sat
    save saw say saying says scale sea season seat see seem seemed seen self sell send sense sent separate
    serious serve service set several shape share sharp short shortly show shown side sign significant
    similar similarly simple simply single sit site situation size skip sleep slight slightly slow slowly
    small smart smell soft solid solve sorry sort sound source south space speak special specific spend
    spent split spoke spot spread stage stand standard start started state stay step stick stood stop
    stopped story straight strange street strong struggle stuff style sudden suddenly sufficient suggest
    suit summer sure surely surprise surprised table take taken takes taking talk tall task tell ten tend
    term terms test thick thin thing things think thorough thought thousands threw throw thrown tie time
    times tiny tired today told tomorrow tonight took top total touch toward town track travel treat tried
    trouble true truly trust truth try trying turn turned twice type typical typically understand unit
    unlike unusual update use used useful user usual usually value various view visible visit voice wait
    walk wall want wanted warm warn wash watch water way ways weak wear weather week weekend weeks weight
    well went west wet wide wife win wish woman women wonder wonderful word words wore work worked working
    world worn worry worse worst worth write written wrong wrote year years yesterday young january february
    march april june july august september october november december spring autumn winter euro euros dollar
    dollars pound pounds cent cents metre metres meter meters km kg cm mm amid beforehand currently
    effectively extremely frequently further hereafter initial initially instance latest likewise meanwhile
    nonetheless notwithstanding overall permit pursuant respect respective subject thereby therein
    whatsoever whereby anywhere accordance shall hereof yearly monthly weekly annual bigger smaller larger
    longer shorter higher lower older newer
    """
)

# Forms that are verbs wherever they stand: no phrase runs across one.
VERB_FORMS: Final = listed(
    """
    said say says saying told tell tells telling asked asks asking spoke speaks went goes going gone go came
    comes coming come got gets getting get gave gives giving given give made makes making make took takes
    taking taken take put puts putting found finds finding find kept keeps keeping keep let lets left leaves
    leaving lost loses losing lose won wins winning win grew grows growing grown grow fell falls falling
    fallen rose rises risen began begins beginning begun begin became becomes becoming become brought brings
    bringing bring bought buys buying buy sold sells selling sell built builds sent sends sending send spent
    spends spending spend paid pays paying met meets meeting held holds holding hold heard hears hearing
    hear knew knows knowing known know thought thinks thinking think saw sees seeing seen see seems seemed
    seem looks looked looking felt feels wrote writes written write reads ran runs stood stands stand sat
    sits sit lay lies lying chose chooses choosing chosen choose broke broken breaks breaking drove drives
    driven threw throws thrown wore wears worn agreed agrees decided decides announced announces approved
    approves added adds allowed allows appeared appears applied applies arrived arrives believes believed
    belongs belonged called calls caused causes changed checked claims claimed confirmed confirms contains
    contained continued continues cost costs covers cut cuts depends depended described describes died dies
    dropped drops ended ends expects expected explained explains failed fails followed follows happened
    happens helped helps hoped hopes includes included increased learned liked likes lived lives loved loves
    managed means meant moved moves needed needs offered offers opened opens played plays posted prevents
    provided provides raised raises reached received receives remained remains removed replaced replied
    reported required requires returned saved serves served showed shows shown started starts stayed stays
    stopped stops suggested suggests supported supports tested tried tries try turned turns used uses using
    use waited walked wanted wants want warned warns watched wished wishes wondered worked works obtain
    obtains obtained apply occur occurs occurred exist exists existed consist consists depend describe
    contain include provide require allow happen explain decide receive prevent remain remove replace add
    """
)

# Clipped words and what they are short for; people name things by the former and write the latter.
CLIPPED_WORDS: Final = {
    "ad": "advertisement", "ads": "advertisement", "admin": "administration", "app": "application",
    "auto": "automobile", "bike": "bicycle", "bio": "biology", "chem": "chemistry", "demo": "demonstration",
    "doc": "document", "docs": "documentation", "eco": "ecology", "econ": "economy", "exam": "examination",
    "flu": "influenza", "fridge": "refrigerator", "info": "information", "lab": "laboratory",
    "maths": "mathematics", "math": "mathematics", "memo": "memorandum", "ops": "operations",
    "phone": "telephone", "photo": "photograph", "photos": "photograph", "plane": "aeroplane",
    "promo": "promotion", "specs": "specification", "stats": "statistics", "tech": "technology",
    "uni": "university", "vet": "veterinarian",
}  # fmt: skip

STOP_WORDS_BY_LANGUAGE: Final = {
    "German": listed(
        """
        aber als am an auch auf aus bei bin bis da damit dann das dass dem den denn der des die dies diese
        diesem diesen dieser doch du durch ein eine einem einen einer eines er es etwas euch für gegen hab
        habe haben hat hatte ich ihm ihn ihr ihre im in ist ja jede kann kein keine man mehr mein mit muss
        nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so über um und uns unter vom von
        vor war waren was wenn werden wie wieder wir wird wo zu zum zur
        """
    ),
    "French": listed(
        """
        au aux avec ce ces cette comme dans de des du elle elles en est et eu il ils je la le les leur leurs
        lui ma mais me mes mon même ne nos notre nous on ont ou où par pas plus pour qu que qui sa sans se
        ses si son sont sur ta te tu très un une vos votre vous à été être c'est n'est d'un d'une qu'il
        """
    ),
    "Spanish": listed(
        """
        al algo como con cuando de del desde donde el ella ellos en entre era es esa ese esta este está
        están ha han hasta hay la las le les lo los más me mi muy no nos o para pero por porque que qué se
        ser si sin sobre son su sus también te tiene todo tu un una unos y ya yo
        """
    ),
    "Italian": listed(
        """
        al alla anche che chi ci come con cui da dal dalla dei del della delle di e è gli ha hanno ho i il
        in io l'ha la le lei lo loro lui ma mi nei nel nella non o per perché più quando quella quello
        questa questo se si sono su sua suo tra tu un una uno
        """
    ),
    "Dutch": listed(
        """
        aan als bij dan dat de deze die dit door een en er ge geen had heb hebben heeft het hij hoe ik in is
        je kan maar me meer met mij mijn na naar niet nog nu of om onder ons ook op over te tot uit van veel
        voor want was wat we wel werd wij worden zich zij zijn zo
        """
    ),
    "Portuguese": listed(
        """
        ao aos as até com como da das de dela dele do dos e ela ele em entre era essa esse esta este eu foi
        isso já lhe mais mas me meu minha muito na nas não no nos nós o os ou para pela pelo por quando que
        se sem ser seu sua são também tem um uma você
        """
    ),
}
