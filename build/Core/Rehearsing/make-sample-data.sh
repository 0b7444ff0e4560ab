IFS= read -r token
url=$1 projects=$2 commits=$3
umask 077
code=$(mktemp) || exit 1
trap 'rm -f "$code"' EXIT
create="User.find_by_username('root').personal_access_tokens.create(scopes: ['api'], name: 'rehearsal', expires_at: 30.days.from_now)"
printf "token = %s; token.set_token('%s'); token.save!\n" "$create" "$token" >"$code"
chown git "$code" && gitlab-rails runner "$code" || exit 1
post() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$token" |
    curl -q --config - -sS --fail --max-time 60 -H 'Content-Type: application/json' --data-binary "$2" "$url/api/v4/$1"
}
project=0
while [ "$project" -lt "$projects" ]; do
  project=$((project + 1))
  answer=$(post projects "{\"name\":\"rehearsal-$project\",\"initialize_with_readme\":true}") || exit 1
  id=$(printf %s "$answer" | sed 's/^{"id":\([0-9]*\),.*/\1/')
  [ "$project" != 1 ] || echo "$id"
  commit=0
  while [ "$commit" -lt "$commits" ]; do
    commit=$((commit + 1))
    actions="[{\"action\":\"create\",\"file_path\":\"file-$commit\",\"content\":\"project $project, commit $commit\"}]"
    body="{\"branch\":\"main\",\"commit_message\":\"Add file-$commit\",\"actions\":$actions}"
    post "projects/$id/repository/commits" "$body" >/dev/null || exit 1
  done
done
