// Two labs at work at once are more than two processors take: every wait grows, and timeouts of the real daemons pass.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
