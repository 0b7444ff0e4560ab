prepare || exit 1
number=0
while [ ! -e "$folder/stop" ] && [ "$(date +%s)" -lt "$end" ]; do
  number=$((number + 1)) began=$(date +%s%3N)
  if why=$(attempt $number 2>&1); then word=ok why=; else word=failed why=$(printf %s "$why" | tr -s '\n' ' ' | cut -c 1-200); fi
  now=$(date +%s%3N)
  echo "$now $number $((now - began)) $word $why" >>"$folder/samples"
  sleep 0.1
done
cat "$folder/samples"
for try in 1 2 3 4 5 6 7 8 9 10; do
  if kept=$(kept 2>/dev/null); then
    for number in $kept; do echo "kept $number"; done
    echo kept all
    clean >/dev/null 2>&1
    break
  fi
  sleep 2
done
