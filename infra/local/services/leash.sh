#!/bin/sh
# Runs a command, prints its process id, and kills it once standard input closes: the holder of the other end has died then.
#
#   host    ---- holds the pipe -----X kill -9
#   leash        read blocks ........| end of file, kill -KILL
#   command ---- works --------------|-X
exec 3<&0
"$@" </dev/null >/dev/null 3<&- &
child=$!
echo "$child"
{ read -r _ <&3; kill -KILL "$child"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
