using System.Globalization;
using Candor.Cli.Errors;
using Candor.Cli.Options;

namespace Candor.Cli.Demo;

/// <summary>How long the demo waits. It goes on for as long as anybody in it gets on; once everybody has been silent
/// for the limit, it gives up and says for whom it waited.</summary>
/// <remarks>Safe to use from several threads.</remarks>
internal sealed class DemoPatience : IDisposable
{
    /// <summary>The environment variable that multiplies the limit, for slow machines.</summary>
    internal const string Variable = "CANDOR_PATIENCE";

    // A whole demo takes about ten seconds on two idle cores, and its longest silence about two.
    private static readonly TimeSpan s_usual = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_untilNotice = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _limit;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _exhausted = new();
    private readonly Dictionary<string, long> _working = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>Starts to wait.</summary>
    /// <param name="limit">How long everybody may be silent.</param>
    /// <param name="tell">Told for whom the demo waits, when that takes long.</param>
    /// <param name="time">The clock.</param>
    internal DemoPatience(TimeSpan limit, Action<string> tell, TimeProvider time)
    {
        (_limit, _tell, _time) = (limit, tell, time);
        _last = time.GetTimestamp();
        _interval = limit < s_untilNotice ? limit : s_untilNotice;
        _timer = time.CreateTimer(_ => LookAround(), null, _interval, _interval);
    }

    /// <summary>Cancelled once everybody was silent for too long.</summary>
    internal CancellationToken Exhausted => _exhausted.Token;

    /// <summary>The limit that the environment asks for.</summary>
    /// <param name="factor">The variable's value; null where it is not set.</param>
    /// <exception cref="CliException">It is not a number above 0.</exception>
    internal static TimeSpan LimitOf(string? factor)
    {
        if (string.IsNullOrEmpty(factor))
        {
            return s_usual;
        }

        return OptionNumber.TryRead(factor, out double times)
            && times is >= 0.01 and <= 1000
                ? s_usual * times
                : throw new CliException(
                    $"{Variable} '{factor}': is not a factor; expected a number from 0.01 to 1000, such as 4");
    }

    /// <summary>Somebody begins to work.</summary>
    /// <param name="who">A process, by its name.</param>
    internal void Begins(string who)
    {
        lock (_gate)
        {
            _last = _time.GetTimestamp();
            _working[who] = _last;
            _timer.Change(_interval, _interval);
        }
    }

    /// <summary>Somebody gets on with its work. What a process says while it rests, such as a server's log, is no
    /// progress.</summary>
    /// <param name="who">A process, by its name.</param>
    internal void GetsOn(string who)
    {
        lock (_gate)
        {
            if (_working.ContainsKey(who))
            {
                Begins(who);
            }
        }
    }

    /// <summary>Somebody has nothing more to do for now: it waits for others, or has ended.</summary>
    /// <param name="who">A process, by its name.</param>
    internal void Rests(string who)
    {
        lock (_gate)
        {
            Begins(who);
            _working.Remove(who);
        }
    }

    /// <summary>Waits for somebody's work.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="who">Who works.</param>
    /// <param name="work">The work.</param>
    internal async Task<T> WhileAsync<T>(string who, Task<T> work)
    {
        Begins(who);
        T result = await work.ConfigureAwait(false);
        Rests(who);
        return result;
    }

    /// <summary>The error that ends a demo in which nothing happens any more.</summary>
    internal CliException GiveUp()
    {
        lock (_gate)
        {
            return new CliException(
                $"the demo gave up: nothing happened for {Seconds(_last)} while it waited for {Awaited()}; expected "
                + $"some progress within {_limit.TotalSeconds:0} seconds; on a slow machine, {Variable}=4 waits four "
                + "times as long",
                ExitCode.Failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _exhausted.Dispose();
    }

    private void LookAround()
    {
        string words;
        lock (_gate)
        {
            words = $"nothing happened for {Seconds(_last)}; waiting for {Awaited()}";
            if (_time.GetElapsedTime(_last) < _limit)
            {
                _tell(words);
                return;
            }
        }

        try
        {
            _exhausted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The demo ended at this very moment.
        }
    }

    private string Awaited() => _working.Count == 0
        ? "the processes to begin"
        : string.Join(
            ", ",
            _working.OrderBy(static one => one.Value).Select(one => $"{one.Key} (silent for {Seconds(one.Value)})"));

    private string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(since).TotalSeconds:0} seconds");
}
