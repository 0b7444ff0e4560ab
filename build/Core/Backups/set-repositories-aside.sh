aside=$storage/+gitlab-ha-before-restore
# What an earlier restore set aside is the data; what lies beside it came from that restore, which did not end.
half=
if [ -d "$aside" ]; then half=yes; else mkdir -m 0700 "$aside" || exit 1; fi
for folder in @cluster @hashed @snippets @groups @pools; do
  [ -e "$storage/$folder" ] || continue
  if [ -n "$half" ]; then rm -rf "${storage:?}/$folder"; else mv "$storage/$folder" "$aside/"; fi || exit 1
done
