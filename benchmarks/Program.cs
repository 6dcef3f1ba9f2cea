using BenchmarkDotNet.Running;
using Candor.Benchmarks;

// `-- --quick NAME` prints medians within seconds; `-- --load` runs the server under load; everything else is
// BenchmarkDotNet's own command line.
if (args is ["--quick", .. var names])
{
    return QuickRun.Run(names, Console.Out, Console.Error);
}

if (args is ["--load"])
{
    await Candor.Benchmarks.Server.LoadRun.RunAsync(Console.Out);
    return 0;
}

// A process that another benchmark starts.
if (args is ["--member", var address, var folder, .. var members])
{
    await Candor.Benchmarks.Training.MemberProcess.RunAsync(address, folder, members, Console.Out);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
return 0;
