// The three sites mostly wait for what daemons do in their own time: they start at once, whatever the number of processors.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
