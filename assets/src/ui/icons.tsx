// Icons by Lucide's names, since kinds name theirs in the catalogue. Only those listed here are bundled; a name that is
// not listed draws an empty circle, so that a kind from elsewhere still has a tile.
import {
  Activity, ArrowLeft, ArrowRight, ArrowUpDown, Ban, Bell, Binary, Bot, Box, Braces, Brain, Cable, Calculator,
  Calendar, CaseSensitive, Check, ChevronDown, ChevronLeft, ChevronRight, ChevronUp, Circle, CircleAlert,
  CircleCheck, CircleDashed, CircleHelp, CirclePause, CircleSlash, CircleStop, CircleX, Clipboard,
  ClipboardCopy, ClipboardPaste, Clock, CloudCheck, CloudOff, Code, Combine, Copy, Database, Diamond, Download,
  Ellipsis, Eraser, ExternalLink, Eye, FileJson, FileText, Filter, Flag, Funnel, Gauge, GitBranch, GitMerge,
  Globe, GripVertical, Hash, History, Hourglass, House, Inbox, Info, Key, Keyboard, Languages, LayoutDashboard,
  LetterText, Lightbulb, Link, List, ListChecks, ListFilter, ListOrdered, Loader, Locate, Lock, LogIn, LogOut,
  Mail, Maximize, Merge, MessageSquare, MessageSquareText, Minus, Moon, Network, OctagonAlert, PanelBottom,
  PanelLeft, PanelRight, Pause, Pencil, Percent, Play, Plus, Quote, Redo2, RefreshCw, Regex, Repeat, Replace,
  Rocket, RotateCcw, Route, Save, ScanText, Scissors, Search, Send, Settings, Shield, Shuffle, Sigma, SkipBack,
  SkipForward, SlidersHorizontal, Smile, Sparkles, Split, Square, Star, StepForward, Sun, Table, Tag, Tags,
  Terminal, Text, TextCursorInput, TextQuote, TextSearch, Timer, Trash2, TriangleAlert, Type, Undo2, Upload,
  User, Variable, Webhook, Workflow, WrapText, X, Zap, ZoomIn, ZoomOut,
  type LucideIcon,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  activity: Activity, "arrow-left": ArrowLeft, "arrow-right": ArrowRight, "arrow-up-down": ArrowUpDown, ban:
  Ban, bell: Bell, binary: Binary, bot: Bot, box: Box, braces: Braces, brain: Brain, cable: Cable, calculator:
  Calculator, calendar: Calendar, "case-sensitive": CaseSensitive, check: Check, "chevron-down": ChevronDown,
  "chevron-left": ChevronLeft, "chevron-right": ChevronRight, "chevron-up": ChevronUp, circle: Circle,
  "circle-alert": CircleAlert, "circle-check": CircleCheck, "circle-dashed": CircleDashed, "circle-help":
  CircleHelp, "circle-pause": CirclePause, "circle-slash": CircleSlash, "circle-stop": CircleStop, "circle-x":
  CircleX, clipboard: Clipboard, "clipboard-copy": ClipboardCopy, "clipboard-paste": ClipboardPaste, clock:
  Clock, "cloud-check": CloudCheck, "cloud-off": CloudOff, code: Code, combine: Combine, copy: Copy, database:
  Database, diamond: Diamond, download: Download, ellipsis: Ellipsis, eraser: Eraser, "external-link":
  ExternalLink, eye: Eye, "file-json": FileJson, "file-text": FileText, filter: Filter, flag: Flag, funnel:
  Funnel, gauge: Gauge, "git-branch": GitBranch, "git-merge": GitMerge, globe: Globe, "grip-vertical":
  GripVertical, hash: Hash, history: History, hourglass: Hourglass, house: House, inbox: Inbox, info: Info, key:
  Key, keyboard: Keyboard, languages: Languages, "layout-dashboard": LayoutDashboard, "letter-text": LetterText,
  lightbulb: Lightbulb, link: Link, list: List, "list-checks": ListChecks, "list-filter": ListFilter,
  "list-ordered": ListOrdered, loader: Loader, locate: Locate, lock: Lock, "log-in": LogIn, "log-out": LogOut,
  mail: Mail, maximize: Maximize, merge: Merge, "message-square": MessageSquare, "message-square-text":
  MessageSquareText, minus: Minus, moon: Moon, network: Network, "octagon-alert": OctagonAlert, "panel-bottom":
  PanelBottom, "panel-left": PanelLeft, "panel-right": PanelRight, pause: Pause, pencil: Pencil, percent:
  Percent, play: Play, plus: Plus, quote: Quote, "redo-2": Redo2, "refresh-cw": RefreshCw, regex: Regex, repeat:
  Repeat, replace: Replace, rocket: Rocket, "rotate-ccw": RotateCcw, route: Route, save: Save, "scan-text":
  ScanText, scissors: Scissors, search: Search, send: Send, settings: Settings, shield: Shield, shuffle:
  Shuffle, sigma: Sigma, "skip-back": SkipBack, "skip-forward": SkipForward, "sliders-horizontal":
  SlidersHorizontal, smile: Smile, sparkles: Sparkles, split: Split, square: Square, star: Star, "step-forward":
  StepForward, sun: Sun, table: Table, tag: Tag, tags: Tags, terminal: Terminal, text: Text,
  "text-cursor-input": TextCursorInput, "text-quote": TextQuote, "text-search": TextSearch, timer: Timer,
  "trash-2": Trash2, "triangle-alert": TriangleAlert, type: Type, "undo-2": Undo2, upload: Upload, user: User,
  variable: Variable, webhook: Webhook, workflow: Workflow, "wrap-text": WrapText, x: X, zap: Zap, "zoom-in":
  ZoomIn, "zoom-out": ZoomOut,
};

export function Icon({ name, size = 16 }: { name: string; size?: number }) {
  const Drawn = icons[name] ?? Circle;
  return <Drawn size={size} strokeWidth={1.75} aria-hidden className="icon" style={{ width: size, height: size }} />;
}
