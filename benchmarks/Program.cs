using BenchmarkDotNet.Running;
using Candor.Benchmarks;

// `-- --quick NAME` prints medians within seconds; everything else is BenchmarkDotNet's own command line.
if (args is ["--quick", .. var names])
{
    return QuickRun.Run(names, Console.Out, Console.Error);
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
return 0;
