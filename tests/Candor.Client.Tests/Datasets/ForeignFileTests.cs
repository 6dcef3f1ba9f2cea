using System.Diagnostics;
using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using Candor.Client.Datasets;
using Candor.Market.Records;

namespace Candor.Client.Tests.Datasets;

/// <summary>Files that are no dataset, or not one in UTF-8, and what people name as a file that is none.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private static readonly RecordFormat s_format = new(
    [
        new TextColumn("id"),
        new NumberColumn("x"),
        new IntegerColumn("n", isOptional: true),
    ]);

    private readonly TempFolder _folder = new();

    public static TheoryData<string, byte[]> ForeignFiles => new()
    {
        { "is UTF-16; expected UTF-8", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("id,x,n\na,1,2\n")] },
        { "is UTF-16; expected UTF-8", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("id,x,n\na,1,2\n")] },
        { "is UTF-32; expected UTF-8", [0xff, 0xfe, 0, 0, .. Encoding.UTF32.GetBytes("id,x,n\na,1,2\n")] },
        { "is a gzip file; expected CSV or JSON lines in UTF-8: unpack it first", Gzip("id,x,n\na,1,2\n") },
        { "is a zip file, or a workbook such as .xlsx; expected CSV or JSON lines in UTF-8", Zip("id,x,n\na,1,2\n") },
        { "is a bzip2 file; ", "BZh91AY&SY0000"u8.ToArray() },
        { "is an xz file; ", [0xfd, .. "7zXZ\0"u8] },
        { "is a Zstandard file; ", [0x28, 0xb5, 0x2f, 0xfd, 0] },
        { "is a Parquet file; ", [.. "PAR1"u8, 0x15, 0] },
        { "is a SQLite database; ", "SQLite format 3\0"u8.ToArray() },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(ForeignFiles))]
    public void FromFile_OtherEncodingOrFormat_SaysWhichAndWhatWasExpected(string what, byte[] file)
    {
        foreach (string name in (string[])["data.csv", "data.jsonl"])
        {
            File.WriteAllBytes(_folder[name], file);

            DatasetException refused = Refuse(_folder[name]);

            Assert.Equal((DatasetFault.WrongFormat, "DATASET_WRONG_FORMAT"), (refused.Fault, refused.Reason));
            Assert.StartsWith($"The file '{_folder[name]}' {what}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FromFile_Utf16WithLoneSurrogates_IsRefusedInsteadOfRepaired()
    {
        DatasetException refused = Refuse(Case("utf16-lone-surrogates.csv"));

        Assert.EndsWith("is UTF-16; expected UTF-8.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_Utf16WithoutMark_HintsAtIt()
    {
        File.WriteAllBytes(_folder["data.csv"], Encoding.Unicode.GetBytes("id,x,n\na,1,2\n"));

        Assert.Contains("the file looks like UTF-16 without a byte-order mark", Refuse(_folder["data.csv"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_HeaderThatIsNotUtf8_IsNotRepairedToAColumn()
    {
        var format = new RecordFormat([new TextColumn("na\uFFFDme"), new IntegerColumn("n")]);
        File.WriteAllBytes(_folder["data.csv"], [.. "na"u8, 0xff, .. "me,n\na,1\n"u8]);

        var refused = Assert.Throws<DatasetException>(() => Dataset.FromFile(_folder["data.csv"], format));

        Assert.Equal(DatasetFault.ColumnMissing, refused.Fault);
        Assert.EndsWith("The row is not UTF-8; expected UTF-8.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeRecord_HalfASurrogatePair_IsNoText()
    {
        var refused = Assert.Throws<DatasetException>(() => RecordFormatFile.Of(s_format).EncodeRecord("\ud800", "1", "1"));

        Assert.Equal(DatasetFault.RecordInvalid, refused.Fault);
        Assert.Contains("half of a surrogate pair", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("malformed-header.csv", "text after a closing quote; expected the separator")]
    [InlineData("malformed-header-2.csv", "a quote inside an unquoted field; expected \"…\" around the whole field")]
    public void FromFile_MalformedHeader_NamesItsFaultAndNoRecord(string file, string fault)
    {
        DatasetException refused = Refuse(Case(file));

        Assert.Equal((DatasetFault.HeaderInvalid, "DATASET_HEADER_INVALID"), (refused.Fault, refused.Reason));
        Assert.Equal($"The header of '{Case(file)}' (line 1) is malformed: {fault}.", refused.Message);
    }

    [Fact]
    public void FromFile_RowInPlaceOfAHeader_ShowsNoneOfItsValues()
    {
        DatasetException refused = Refuse(_folder.Write("data.csv", "\nSecretName,17.5,3\n"));

        Assert.Equal(DatasetFault.ColumnMissing, refused.Fault);
        Assert.Equal(
            $"The first row of '{_folder["data.csv"]}' (line 2) names none of the columns 'id', 'x', 'n'; expected a "
            + "header with each of them once.",
            refused.Message);
    }

    [Fact]
    public void FromFile_EscapeInHeader_IsShownAsText()
    {
        DatasetException refused = Refuse(Case("escape-in-header.csv"));

        Assert.Contains("lacks 'id'; it has '␣]0;pwned␣', 'x', 'n'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    [Theory]
    [InlineData("data.csv", "\uFEFF", "no header and no row; expected a dataset in CSV")]
    [InlineData("data.csv", "\n\r\n\n", "no header and no row; expected a dataset in CSV")]
    [InlineData("data.jsonl", "\uFEFF", "no row; expected a dataset in JSON lines")]
    [InlineData("data.jsonl", " \n\t\n", "no row; expected a dataset in JSON lines")]
    public void FromFile_NothingButBlanks_SaysWhatIsLacking(string name, string text, string lacks)
    {
        DatasetException refused = Refuse(_folder.Write(name, text));

        Assert.Equal(DatasetFault.Empty, refused.Fault);
        Assert.Equal($"The file '{_folder[name]}' holds {lacks}.", refused.Message);
    }

    [Fact]
    public void FromFile_Folder_IsNamedOne() => Assert.Equal(
        $"'{_folder.Root}' is a folder; expected a dataset in CSV.", Refuse(_folder.Root).Message);

    [Fact]
    public void FromFile_JsonLinesNamedJson_AreReadAsSuch()
    {
        const string Line = "{\"id\": \"a\", \"x\": 1}\n";

        Assert.Equal(1u, Dataset.FromFile(_folder.Write("a.json", "\uFEFF\n" + Line), s_format).Records);
        Assert.Equal(1u, Dataset.FromFile(_folder.Write("b.JSON", "id,x,n\na,1,\n"), s_format).Records);
        Assert.Equal(1u, Dataset.FromFile(_folder.Write("noname", Line), s_format).Records);
        Assert.Contains(
            "begins as one JSON array; expected JSON lines",
            Refuse(_folder.Write("c.json", "[" + Line + "]")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "JSON lines are read from a file named .jsonl",
            Refuse(_folder.Write("d.csv", Line)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,x,n\na,1,2\nb,1,2\na,1,2\n")]
    [InlineData("{\"id\": \"a\", \"x\": 1}\n{\"id\": \"b\", \"x\": 1}\n{\"id\": \"a\", \"x\": 1}\n")]
    public async Task FromStream_Pipe_IsCountedInOnePass(string text)
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        Task<Dataset> counting = Task.Run(() => Dataset.FromStream(reader, "standard input", s_format));
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        writer.Dispose();

        Dataset dataset = await counting;

        Assert.Equal(("standard input", 2u, 3L), (dataset.Source, dataset.Records, dataset.Rows));
        Assert.Equal(1, dataset.RepeatedRows);
    }

    [FactWhereFilesHaveModes]
    public async Task Scan_NamedPipeThatIsReadAgain_IsRefused()
    {
        string pipe = await MakePipeAsync();
        using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var scan = new DatasetScan(pipe, s_format, new DatasetLayout(DatasetFileFormat.Csv, true, ','))
        {
            NeedsReadingAgain = true,
        };

        var refused = Assert.Throws<DatasetException>(() => scan.Run(static (_, _) => { }, CancellationToken.None));

        Assert.Equal(DatasetFault.Unreadable, refused.Fault);
        Assert.Contains("need to be read twice", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("expected a regular file.", refused.Message, StringComparison.Ordinal);
    }

    [FactWhereFilesHaveModes]
    public void FromFile_NullDevice_IsEmpty() =>
        Assert.Equal("The file '/dev/null' is empty; expected a dataset in CSV.", Refuse("/dev/null").Message);

    [Fact]
    public void SmallFiles_NotUtf8_SayLineAndByte()
    {
        File.WriteAllBytes(_folder["file"], [.. "{\n  \""u8, 0xe9, .. "\": 1}\n"u8]);
        const string Where = "is not UTF-8 at line 2, byte 4 (0xE9); expected ";

        Assert.Contains(
            Where,
            Assert.Throws<DatasetException>(() => RecordFormatFile.Load(_folder["file"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            Where,
            Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Load(_folder["file"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            Where,
            Assert.Throws<SigningKeyException>(() => SigningKey.Load(_folder["file"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SmallFiles_Utf16OrFolder_SayWhich()
    {
        File.WriteAllText(_folder["file"], "{}", Encoding.Unicode);
        Directory.CreateDirectory(_folder["folder"]);
        (string Path, string What)[] files =
            [(_folder["file"], "is UTF-16; expected UTF-8"), (_folder["folder"], "is a folder; expected ")];

        foreach ((string path, string what) in files)
        {
            Assert.All<Exception>(
                [
                    Assert.Throws<DatasetException>(() => RecordFormatFile.Load(path)),
                    Assert.Throws<MarketDefinitionException>(() => MarketDefinitionFile.Load(path)),
                    Assert.Throws<SigningKeyException>(() => SigningKey.Load(path)),
                ],
                refused => Assert.Contains(what, refused.Message, StringComparison.Ordinal));
        }
    }

    private static DatasetException Refuse(string path) =>
        Assert.Throws<DatasetException>(() => Dataset.FromFile(path, s_format));

    private static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", "inputs", name);

    [Fact]
    public async Task FromStream_PipeThatSaysNothing_StopsWhenTold()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        using var stop = new CancellationTokenSource();
        Task<Dataset> counting = OnAThreadOfItsOwn(
            () => Dataset.FromStream(reader, "standard input", s_format, cancellationToken: stop.Token));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => counting);

        // Ends the read that was left behind: a pipe is closed only after it.
        await writer.DisposeAsync();
    }

    [FactWhereFilesHaveModes]
    public async Task FromFile_NamedPipe_IsCounted()
    {
        string pipe = await MakePipeAsync();
        Task writing = OnAThreadOfItsOwn(() =>
        {
            using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            writer.Write("id,x,n\na,1,2\n"u8);
            return true;
        });

        Dataset dataset = await OnAThreadOfItsOwn(() => Dataset.FromFile(pipe, s_format));

        await writing;
        Assert.Equal(1u, dataset.Records);
    }

    // What waits for a pipe must not keep a thread of the pool from who writes to it.
    private static Task<T> OnAThreadOfItsOwn<T>(Func<T> run) => Task.Factory.StartNew(
        run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<string> MakePipeAsync()
    {
        string pipe = _folder["pipe.csv"];
        using Process make = Process.Start("mkfifo", [pipe]);
        await make.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, make.ExitCode);
        return pipe;
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static byte[] Zip(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = new StreamWriter(zip.CreateEntry("data.csv").Open());
            entry.Write(text);
        }

        return packed.ToArray();
    }
}
