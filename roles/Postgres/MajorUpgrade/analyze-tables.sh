databases=$(gitlab-psql -d template1 -tAXc 'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate') || exit 1
for name in $databases; do
  gitlab-psql -d "$name" -qtAX -v ON_ERROR_STOP=1 -f - <<'END' || exit 1
SET statement_timeout = 0;
SELECT format('ANALYZE %I.%I', schemaname, relname) FROM pg_stat_user_tables
  WHERE last_analyze IS NULL AND last_autoanalyze IS NULL \gexec
END
done
