namespace GitLabHa.Benchmarks.Measuring;

/// <summary>One run of a whole process with all its children.</summary>
/// <param name="Wall">Seconds from start to end.</param>
/// <param name="Cpu">Seconds of user and system time; shared connections that outlive the run are not in it.</param>
/// <param name="PeakMiB">The most memory that one of its processes held.</param>
/// <param name="Output">What it printed.</param>
public sealed record Sample(double Wall, double Cpu, double PeakMiB, string Output);
