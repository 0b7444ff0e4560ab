SET default_transaction_read_only = on;
SET statement_timeout = 0;
SELECT format(
  CASE
    WHEN a.attname IS NULL THEN 'SELECT %1$L, count(*), 0, NULL FROM %2$I.%3$I'
    WHEN known.last IS NULL THEN 'SELECT %1$L, count(*), 0, '
      'coalesce(max(id), pg_sequence_last_value(pg_get_serial_sequence(%4$L, ''id'')::regclass), 0) FROM %2$I.%3$I'
    ELSE 'SELECT %1$L, count(*) FILTER (WHERE id <= %5$s), count(*) FILTER (WHERE id > %5$s), 0 FROM %2$I.%3$I'
  END,
  n.nspname || '.' || c.relname, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), known.last)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped
  AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
LEFT JOIN (VALUES (NULL::text, NULL::bigint)
