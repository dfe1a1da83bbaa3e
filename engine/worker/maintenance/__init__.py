"""What has to be looked after besides running steps: a service a file, run by one loop (`loop.py`).

A new duty is a new file with a class of the form of `service.MaintenanceService`, added to the list in
`engine/worker/group.py`.
"""
