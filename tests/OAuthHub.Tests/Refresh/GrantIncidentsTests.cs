using System.Globalization;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

public sealed class GrantIncidentsTests
{
    private readonly FakeClock clock = new(HubHost.Start);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(100, 10)]
    [InlineData(1000, 50)]
    public void So_many_are_believed_and_one_more_is_an_incident_that_names_them_all(int connections, int believed)
    {
        var incidents = new GrantIncidents(clock);
        for (var number = 0; number < believed; number++) Assert.Empty(Note(incidents, number, connections));
        var all = Note(incidents, believed, connections);
        Assert.Equal(Enumerable.Range(0, believed + 1).Select(Id), all);
    }

    [Fact]
    public void One_connection_that_dies_again_and_again_is_one()
    {
        var incidents = new GrantIncidents(clock);
        for (var time = 0; time < 50; time++) Assert.Empty(Note(incidents, 1, 1));
    }

    [Fact]
    public void What_dies_over_a_longer_time_is_believed_and_platforms_do_not_add_up()
    {
        var incidents = new GrantIncidents(clock);
        for (var number = 0; number < 60; number++)
        {
            Assert.Empty(Note(incidents, number, 100));
            Assert.Empty(incidents.Note($"platform-{number}", Id(number), 1));
            clock.Advance(TimeSpan.FromSeconds(6.1));
        }
    }

    private static IReadOnlyList<string> Note(GrantIncidents incidents, int number, int connections) => incidents.Note("practice", Id(number), connections);

    private static string Id(int number) => "con_" + number.ToString(CultureInfo.InvariantCulture);
}
