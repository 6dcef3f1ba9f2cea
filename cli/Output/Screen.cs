using Spectre.Console;

namespace Candor.Cli.Output;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>. Colours and
/// drawn tables are for terminals alone, so that a pipe gets plain aligned text.</summary>
internal sealed class Screen
{
    private readonly IAnsiConsole? _outTerminal;
    private readonly IAnsiConsole? _errorTerminal;

    private Screen(TextWriter output, TextWriter error, bool outIsTerminal, bool errorIsTerminal, bool colour)
    {
        Out = output;
        Error = error;
        _outTerminal = outIsTerminal ? Terminal(output, colour) : null;
        _errorTerminal = errorIsTerminal ? Terminal(error, colour) : null;
    }

    /// <summary>For results.</summary>
    internal TextWriter Out { get; }

    /// <summary>For progress and errors.</summary>
    internal TextWriter Error { get; }

    /// <summary>Whether a person watches the messages as they come.</summary>
    internal bool ErrorIsTerminal => _errorTerminal is not null;

    /// <summary>The screen of this process. Colour follows NO_COLOR (no-color.org) and TERM=dumb.</summary>
    internal static Screen OfThisProcess()
    {
        bool colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Screen(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected, colour);
    }

    /// <summary>A screen that is no terminal.</summary>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes everything else.</param>
    internal static Screen Of(TextWriter output, TextWriter error) =>
        new(output, error, outIsTerminal: false, errorIsTerminal: false, colour: false);

    /// <summary>Writes a table as a result: drawn on a terminal, aligned text elsewhere.</summary>
    /// <param name="table">The table.</param>
    internal void WriteTable(TextTable table)
    {
        if (_outTerminal is { } terminal)
        {
            TerminalTable.Write(table, terminal);
        }
        else
        {
            PlainTable.Write(table, Out);
        }
    }

    /// <summary>Writes one line of a result.</summary>
    /// <param name="text">The text, without markup.</param>
    /// <param name="tone">How a terminal shows it.</param>
    internal void WriteLine(string text = "", Tone tone = Tone.Plain) => Write(_outTerminal, Out, text, tone);

    /// <summary>Writes one line of progress.</summary>
    /// <param name="text">The text, without markup.</param>
    /// <param name="tone">How a terminal shows it.</param>
    internal void Progress(string text, Tone tone = Tone.Plain) => Write(_errorTerminal, Error, text, tone);

    /// <summary>Writes one line of progress with who says it before it.</summary>
    /// <param name="speaker">Who speaks.</param>
    /// <param name="text">What happened.</param>
    /// <param name="tone">How a terminal shows the text.</param>
    internal void Progress(string speaker, string text, Tone tone)
    {
        speaker = VisibleText.Of(speaker);
        text = VisibleText.Of(text);
        if (_errorTerminal is { } terminal)
        {
            // What does not fit goes on under its own words, not under who speaks.
            string indent = new(' ', SpeakerWidth + 2);
            string words = string.Join(
                "\n" + indent, WordWrap.Lines(text, terminal.Profile.Width - indent.Length));
            lock (terminal)
            {
                terminal.Write(new Paragraph()
                    .Append(
                        speaker.PadRight(SpeakerWidth),
                        new Style(SpeakerColour(speaker), decoration: Decoration.Bold))
                    .Append($"  {words}\n", ToneStyles.Of(tone)));
            }
        }
        else
        {
            lock (Error)
            {
                Error.WriteLine($"{speaker.PadRight(SpeakerWidth)}  {text}");
            }
        }
    }

    /// <summary>Writes an error where that still can be done: the terminal itself may be what went away.</summary>
    /// <param name="line">One line.</param>
    internal void TryReport(string line)
    {
        try
        {
            Flush();
            Error.WriteLine(VisibleText.Of(line));
        }
        catch (IOException)
        {
            // Nobody is left to read it; the exit code still says that it failed.
        }
    }

    /// <summary>Hands over everything that was written.</summary>
    internal void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    private const int SpeakerWidth = 9;

    private static readonly Color[] s_speakers =
        [Color.Teal, Color.Olive, Color.Purple, Color.Blue, Color.Aqua, Color.Fuchsia];

    private static Color SpeakerColour(string speaker)
    {
        // The same speaker has the same colour in every run; the framework's own string hash is random by process.
        int hash = 0;
        foreach (char c in speaker)
        {
            hash = unchecked((hash * 31) + c);
        }

        return s_speakers[(hash & int.MaxValue) % s_speakers.Length];
    }

    private static void Write(IAnsiConsole? terminal, TextWriter writer, string text, Tone tone)
    {
        text = VisibleText.Of(text);
        if (terminal is null)
        {
            lock (writer)
            {
                writer.WriteLine(text);
            }
        }
        else
        {
            lock (terminal)
            {
                terminal.Write(new Paragraph(text + "\n", ToneStyles.Of(tone)));
            }
        }
    }

    private static IAnsiConsole Terminal(TextWriter writer, bool colour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = colour ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
    });
}
