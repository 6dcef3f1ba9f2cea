namespace Candor.Hosting.Blobs;

/// <summary>Most bytes that a blob store keeps, whole blobs and announced ones together, each with its header and hashes.
/// Who uploads takes room when it begins, so that nobody fills a disk with announcements either.</summary>
/// <param name="Total">Of all markets.</param>
/// <param name="Market">Of one market.</param>
/// <param name="Owner">Of one owner in one market.</param>
internal sealed record BlobLimits(long Total = 1L << 36, long Market = 1L << 34, long Owner = 1L << 28);

/// <summary>Who holds how much of a blob store. Its owner locks.</summary>
/// <param name="limits">The most.</param>
internal sealed class BlobLedger(BlobLimits limits)
{
    private readonly Dictionary<string, Account> _markets = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Takes room for a blob that may not have it yet.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="owner">Whose room.</param>
    /// <param name="bytes">Of its whole file.</param>
    /// <returns>Whether it was taken now; false where the blob has room already.</returns>
    /// <exception cref="BlobStoreException">There is not enough: <see cref="BlobFault.OverBudget"/>.</exception>
    internal bool Take(BlobName name, string owner, long bytes)
    {
        Account? account = _markets.GetValueOrDefault(name.Market);
        if (account is not null && account.Files.ContainsKey(name.FileName))
        {
            return false;
        }

        Require(bytes, account?.Owners.GetValueOrDefault(owner) ?? 0, limits.Owner, $"'{owner}' in market '{name.Market}'");
        Require(bytes, account?.Bytes ?? 0, limits.Market, $"the market '{name.Market}'");
        Require(bytes, _total, limits.Total, "this server");
        Enter(name, owner, bytes);
        return true;

        void Require(long more, long held, long limit, string whose)
        {
            // Subtracted, since a sum of announced bytes could leave 64 bits; what is held may be above a new limit.
            if (more > limit - held)
            {
                throw BlobStoreException.OfNumbers(
                    BlobFault.OverBudget,
                    more,
                    Math.Max(0, limit - held),
                    $"The blob '{name.FileName}' takes {more} bytes, and {whose} holds {held} of at most {limit}.");
            }
        }
    }

    /// <summary>Writes down what is there, whatever the limits say.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="owner">Whose room it takes.</param>
    /// <param name="bytes">How much.</param>
    internal void Enter(BlobName name, string owner, long bytes)
    {
        Release(name);
        if (!_markets.TryGetValue(name.Market, out Account? account))
        {
            _markets[name.Market] = account = new Account();
        }

        account.Files[name.FileName] = (owner, bytes);
        account.Owners[owner] = account.Owners.GetValueOrDefault(owner) + bytes;
        account.Bytes += bytes;
        _total += bytes;
    }

    /// <summary>Gives a blob's room back.</summary>
    /// <param name="name">The blob.</param>
    internal void Release(BlobName name)
    {
        if (_markets.TryGetValue(name.Market, out Account? account)
            && account.Files.Remove(name.FileName, out (string Owner, long Bytes) held))
        {
            account.Owners[held.Owner] -= held.Bytes;
            account.Bytes -= held.Bytes;
            _total -= held.Bytes;
            if (account.Files.Count == 0)
            {
                _markets.Remove(name.Market);
            }
        }
    }

    /// <summary>Gives a market's room back.</summary>
    /// <param name="market">The market's id.</param>
    internal void ReleaseMarket(string market)
    {
        if (_markets.Remove(market, out Account? account))
        {
            _total -= account.Bytes;
        }
    }

    private sealed class Account
    {
        internal Dictionary<string, (string Owner, long Bytes)> Files { get; } = new(StringComparer.Ordinal);

        internal Dictionary<string, long> Owners { get; } = new(StringComparer.Ordinal);

        internal long Bytes { get; set; }
    }
}
