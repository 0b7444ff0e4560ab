while :; do
  for node; do
    leads "$node" || continue
    gitlab-ctl pgb-notify --pg-database gitlabhq_production --newhost "$node" --user pgbouncer --hostuser gitlab-consul
    exit
  done
  sleep 0.1
done
