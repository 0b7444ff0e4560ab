# Removes a storage from Praefect's tracking database; its configuration does not name it any more.
exec gitlab-psql -d praefect_production -v ON_ERROR_STOP=1 -v storage="$1" -q -f - <<'SQL'
BEGIN;
DELETE FROM replication_queue WHERE job->>'target_node_storage' = :'storage' OR job->>'source_node_storage' = :'storage';
DELETE FROM repository_assignments WHERE storage = :'storage';
DELETE FROM storage_repositories WHERE storage = :'storage';
DELETE FROM node_status WHERE node_name = :'storage';
COMMIT;
SQL
