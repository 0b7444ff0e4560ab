config=/var/opt/gitlab/gitaly/config.toml
sed -n 's/^ *\(name\|path\) *= *["'"'"']\(.*\)["'"'"'] *$/\1 \2/p' "$config" | while read -r key value; do
  case $key in
    name) name=$value ;;
    path)
      if [ -z "$name" ]; then continue
      elif runuser -u git -- test -w "$value"; then echo "storage $name writable $value"
      else echo "storage $name closed $value"; fi
      name= ;;
  esac
done
[ -r "$config" ] || echo "no $config"
