# How many repositories have their newest copy on storage $1 and on none of $2, and three of them.
exec gitlab-psql -d praefect_production -v ON_ERROR_STOP=1 -v storage="$1" -v others="$2" -qtAX -F ' ' -f - <<'SQL'
CREATE TEMPORARY TABLE lost AS
SELECT r.relative_path FROM repositories r
WHERE EXISTS (SELECT FROM storage_repositories c WHERE c.repository_id = r.repository_id AND c.storage = :'storage')
  AND NOT EXISTS (
    SELECT FROM storage_repositories c WHERE c.repository_id = r.repository_id
      AND c.storage = ANY (string_to_array(:'others', ',')) AND c.generation = r.generation);
SELECT 'only', count(*) FROM lost;
SELECT 'path', relative_path FROM lost ORDER BY relative_path LIMIT 3;
SQL
