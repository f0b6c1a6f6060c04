using System.Net;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Network;

namespace OAuthHub.Tests.Network;

/// <summary>Each range that is not the public internet, in each form in which its addresses can be written.</summary>
public sealed class OutboundAddressesTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd00:ec2::23")]
    [InlineData("fd20:ce::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::a9fe:a9fe%1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("::ffff:0.0.0.0")]
    public void A150_what_machines_tell_only_each_other_is_never_dialled_whatever_is_allowed(string address)
    {
        var all = Addresses("10.0.0.0/8", "100.64.0.0/10", "168.0.0.0/8", "169.254.0.0/16", "192.0.0.0/8", "224.0.0.0/8", "fc00::/7", "fe80::/10", "ff00::/8");
        Assert.Equal(AddressKind.Forbidden, AddressKinds.Of(IPAddress.Parse(address)));
        Assert.False(all.MayDial(IPAddress.Parse(address)) || all.MayDial(IPAddress.Parse(address), isAllowedHost: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("240.0.0.1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fec0::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:0:7f00:1:0:0:80ff:fffe")] // Teredo to the machine itself
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    public void What_is_not_on_the_public_internet_is_dialled_only_when_allowed(string address)
    {
        Assert.Equal(AddressKind.Private, AddressKinds.Of(IPAddress.Parse(address)));
        Assert.False(Addresses().MayDial(IPAddress.Parse(address)));
        Assert.True(Addresses().MayDial(IPAddress.Parse(address), isAllowedHost: true));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:200::1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    public void What_is_on_the_public_internet_is_dialled(string address) => Assert.True(Addresses().MayDial(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("64:ff9b::10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("fd12::1", true)]
    [InlineData("fd13::1", false)]
    [InlineData("127.0.0.1", false)]
    public void An_allowed_network_opens_that_network_and_no_other(string address, bool expected) =>
        Assert.Equal(expected, Addresses("10.1.0.0/16", "fd12::/16").MayDial(IPAddress.Parse(address)));

    private static OutboundAddresses Addresses(params string[] allowed) => new(Options.Create(new NetworkOptions { AllowedPrivateNetworks = allowed }));
}
