using System.Globalization;

namespace Candor.Cli.Output;

/// <summary>Says how far a computation is: one line that changes on a terminal, and elsewhere a line now and then, so that
/// a log shows that long work goes on and short work leaves nothing in it.</summary>
internal sealed class ProgressMeter : IProgress<double>, IDisposable
{
    /// <summary>The least time between two lines where no terminal is.</summary>
    internal static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly Screen _screen;
    private readonly string _what;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _lastLine;
    private int _shown = -1;

    /// <summary>Starts at nothing done.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="what">What is computed.</param>
    /// <param name="time">The clock; the system's by default.</param>
    internal ProgressMeter(Screen screen, string what, TimeProvider? time = null)
    {
        _screen = screen;
        _what = what;
        _time = time ?? TimeProvider.System;
        _lastLine = _time.GetTimestamp();
        Report(0);
    }

    /// <summary>Shows the fraction done, when it differs from what is shown.</summary>
    /// <param name="value">From 0 to 1.</param>
    public void Report(double value)
    {
        int percent = (int)Math.Floor(100 * Math.Clamp(value, 0, 1));
        lock (_gate)
        {
            if (percent <= _shown)
            {
                return;
            }

            if (_screen.ErrorIsTerminal)
            {
                _shown = percent;
                _screen.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what}  {percent} %"));
                _screen.Error.Flush();
            }
            else if (_time.GetElapsedTime(_lastLine) >= BetweenLines)
            {
                _shown = percent;
                _lastLine = _time.GetTimestamp();
                _screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_what}  {percent} %"));
                _screen.Error.Flush();
            }
        }
    }

    /// <summary>Takes the line away, so that results and errors stand alone.</summary>
    public void Dispose()
    {
        if (_screen.ErrorIsTerminal)
        {
            _screen.Error.Write("\r" + new string(' ', _what.Length + 8) + "\r");
            _screen.Error.Flush();
        }
    }
}
