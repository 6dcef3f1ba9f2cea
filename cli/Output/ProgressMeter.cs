using System.Globalization;

namespace Candor.Cli.Output;

/// <summary>One line on a terminal that says how far a computation is; nothing where nobody watches.</summary>
internal sealed class ProgressMeter : IProgress<double>, IDisposable
{
    private readonly Screen _screen;
    private readonly string _what;
    private readonly Lock _gate = new();
    private int _shown = -1;

    /// <summary>Starts at nothing done.</summary>
    /// <param name="screen">Where it writes.</param>
    /// <param name="what">What is computed.</param>
    internal ProgressMeter(Screen screen, string what)
    {
        _screen = screen;
        _what = what;
        Report(0);
    }

    /// <summary>Shows the fraction done, when it differs from what is shown.</summary>
    /// <param name="value">From 0 to 1.</param>
    public void Report(double value)
    {
        int percent = (int)Math.Floor(100 * Math.Clamp(value, 0, 1));
        lock (_gate)
        {
            if (_screen.ErrorIsTerminal && percent > _shown)
            {
                _shown = percent;
                _screen.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what}  {percent} %"));
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
