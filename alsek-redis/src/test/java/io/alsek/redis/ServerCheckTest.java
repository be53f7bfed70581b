package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a server says of itself, and whether it will do. That of real servers is in {@link RedisTroubleTest}. */
class ServerCheckTest {

    private static final ServerCheck CHECK = new ServerCheck(Endpoint.Topology.STANDALONE, false, false);
    private static final ServerCheck DISK = new ServerCheck(Endpoint.Topology.STANDALONE, false, true);

    private static String info(String version, String... facts) {
        return "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n" + String.join("\r\n", facts)
                + "\r\n";
    }

    @Test
    void aServerThatIsTooOldIsToldByItsVersion() {
        assertThat(CHECK.judge(info("6.0.16"))).contains("6.0.16", "6.2 or later");
        assertThat(CHECK.judge(info("5.0.3"))).contains("5.0.3");
        assertThat(CHECK.judge(info("6.2.0", "maxmemory_policy:noeviction"))).isNull();
        assertThat(CHECK.judge(info("10.0", "maxmemory_policy:noeviction"))).isNull();
    }

    @Test
    void aSentinelIsNoServerOfData() {
        assertThat(CHECK.judge(info("7.0.0").replace("standalone", "sentinel"))).contains("redis-sentinel://");
    }

    @Test
    void durabilityOnDiskNeedsACommandAndAFile() {
        assertThat(DISK.judge(info("7.0.15"))).contains("7.0.15", "WAITAOF", "7.2");
        assertThat(DISK.judge(info("7.2.0", "aof_enabled:0"))).contains("CONFIG SET appendonly yes");
        assertThat(DISK.judge(info("7.2.0", "aof_enabled:1", "maxmemory_policy:noeviction")))
                .isNull();
    }

    @Test
    void aHostThatHidesItsPolicyIsUsedWithAWarning() {
        assertThat(CHECK.judge(info("7.0.0"))).isNull();
        assertThat(CHECK.judge("")).isNull();
    }
}
