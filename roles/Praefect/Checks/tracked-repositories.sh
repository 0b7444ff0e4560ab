exec gitlab-psql -d praefect_production -v ON_ERROR_STOP=1 -v storages="$1" -qtAX -F ' ' -f - <<'SQL'
SELECT 'tracked', count(*)::text FROM repositories
UNION ALL (SELECT 'known ' || md5(relative_path), relative_path FROM repositories ORDER BY md5(relative_path) LIMIT 5000);
SELECT 'storage', s.name, count(*), count(*) FILTER (WHERE c.generation = r.generation),
       count(*) FILTER (WHERE c.generation >= 0 AND r.replica_path LIKE '@cluster/%')
FROM unnest(string_to_array(:'storages', ',')) AS s(name)
CROSS JOIN repositories r
LEFT JOIN storage_repositories c ON c.repository_id = r.repository_id AND c.storage = s.name
WHERE NOT EXISTS (SELECT FROM repository_assignments a WHERE a.repository_id = r.repository_id)
   OR EXISTS (SELECT FROM repository_assignments a WHERE a.repository_id = r.repository_id AND a.storage = s.name)
GROUP BY s.name;
SQL
