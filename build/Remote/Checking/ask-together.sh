# Asks several questions of one node, eight at once, and prints each answer between marks.
# Arguments: a token that no answer holds; then for each question its seconds, the number of lines of its input, the number of
# its arguments, its script, its arguments. The inputs follow one another on standard input.
token=$1
shift
# In memory, so that a full disk is an answer of a question and not the end of all.
folder=$(mktemp -d /dev/shm/gitlab-ha.XXXXXXXX) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'for running in $asked; do kill "${running#*:}"; done; exit 143' HUP INT TERM
line_feed='
'
number=0 asked=''

answers() {
  for running in $asked; do
    wait "${running#*:}"
    printf '\n%s answer %s %s\n' "$token" "${running%:*}" "$?" >"$folder/${running%:*}.answer"
  done
  asked=''
}

while [ $# -gt 0 ]; do
  # shellcheck disable=SC2034 # Read by eval.
  seconds=$1 lines=$2 count=$3 script=$4
  shift 4
  words='' position=0 input=''
  while [ "$position" -lt "$count" ]; do
    position=$((position + 1))
    words="$words \"\${$position}\""
  done
  while [ "$lines" -gt 0 ] && IFS= read -r line; do
    input=$input$line$line_feed
    lines=$((lines - 1))
  done
  # In a subshell of its own, which becomes the program: its process is waited for. A here-document gives it the input.
  if [ -n "$input" ]; then
    eval "exec timeout -k 5 \"\$seconds\" sh -c \"\$script\" \"\$0\" $words" >"$folder/$number.out" 2>"$folder/$number.err" <<END &
${input%"$line_feed"}
END
  else
    eval "exec timeout -k 5 \"\$seconds\" sh -c \"\$script\" \"\$0\" $words" >"$folder/$number.out" 2>"$folder/$number.err" </dev/null &
  fi
  asked="$asked $number:$!"
  shift "$count"
  number=$((number + 1))
  [ $((number % 8)) -ne 0 ] || answers
done
answers

printf '\n%s error\n' "$token" >"$folder/error"
printf '\n%s end\n' "$token" >"$folder/end"
position=0
while [ "$position" -lt "$number" ]; do
  set -- "$@" "$folder/$position.answer" "$folder/$position.out" "$folder/error" "$folder/$position.err" "$folder/end"
  position=$((position + 1))
done
cat -- "$@"
