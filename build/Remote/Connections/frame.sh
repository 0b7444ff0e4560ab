# Runs a script between marks on both of its streams: what the login shell's startup files print before and after is not its own.
# $0 is unique to the run. Arguments: seconds, "input" when there is standard input, "hash" to report the SHA-256 of standard
# output, the script, its arguments. The end mark holds the exit code, since a trap of the login shell may end with another one.
cd /
umask 022
seconds=$1 input=$2 hash=$3 script=$4
shift 4
echo "$0 out begin"
echo "$0 err begin" >&2

run() { timeout -k 5 "$seconds" sh -c "$script" "$0" "$@"; }

code=0 sum=-
# A shell that takes the input for commands ends at this line.
if [ -n "$input" ]; then
  IFS= read -r line
  [ "$line" = "exit 97 # $0" ] || code=input
fi
if [ "$code" = input ]; then :
elif [ -n "$hash" ]; then
  # 3: the real standard output; 4: to sha256sum; 5: to the variable.
  exec 3>&1
  said=$({ { { run "$@" 3>&- 4>&- 5>&-; echo "$?" >&5; } | tee /proc/self/fd/4 >&3; } 4>&1 | sha256sum; } 5>&1)
  code=${said%%[!0-9]*} sum=${said#*[!0-9]}
  sum=${sum%% *}
else
  run "$@"
  code=$?
fi
echo "$0 out end $code $sum"
echo "$0 err end" >&2
[ "$code" != input ] || exit 97
exit "$code"
