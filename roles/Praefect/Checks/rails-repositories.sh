exec gitlab-psql -d gitlabhq_production -v ON_ERROR_STOP=1 -qtAX -F ' ' -f - <<'SQL'
WITH known AS (SELECT r.disk_path || '.git' AS path FROM project_repositories r
               JOIN shards s ON s.id = r.shard_id WHERE s.name = 'default')
SELECT 'rails', count(*)::text FROM known
UNION ALL (SELECT 'sample ' || md5(path), path FROM known ORDER BY md5(path) LIMIT 50);
SQL
