package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

class EndpointTest {

    @Test
    void everyPartOfAUrlIsUnderstood() {
        Endpoint endpoint = Endpoint.parse("rediss://an%40n:p%3Aw%2Bd+@db.example.org:6380/3");

        assertThat(endpoint.topology()).isEqualTo(Endpoint.Topology.STANDALONE);
        assertThat(endpoint.nodes()).containsExactly(new HostAndPort("db.example.org", 6380));
        assertThat(endpoint.tls()).isTrue();
        assertThat(endpoint.user()).isEqualTo("an@n");
        assertThat(endpoint.password()).isEqualTo("p:w+d+");
        assertThat(endpoint.database()).isEqualTo(3);
        assertThat(endpoint).hasToString("rediss://db.example.org:6380/3");
    }

    @Test
    void aUrlMayBeShort() {
        Endpoint endpoint = Endpoint.parse("redis://localhost");

        assertThat(endpoint.nodes()).containsExactly(new HostAndPort("localhost", 6379));
        assertThat(endpoint.tls()).isFalse();
        assertThat(endpoint.user()).isNull();
        assertThat(endpoint.password()).isNull();
        assertThat(endpoint.database()).isZero();
    }

    @Test
    void aPasswordNeedsNoUser() {
        assertThat(Endpoint.parse("redis://:secret@localhost").user()).isNull();
        assertThat(Endpoint.parse("redis://:secret@localhost").password()).isEqualTo("secret");
        assertThat(Endpoint.parse("redis://secret@localhost").password()).isEqualTo("secret");
    }

    @Test
    void sentinelsAndClustersHaveSeveralNodes() {
        Endpoint sentinels = Endpoint.parse("redis-sentinel://:pw@a,b:26380/1?master=main");
        assertThat(sentinels.nodes()).containsExactly(new HostAndPort("a", 26379), new HostAndPort("b", 26380));
        assertThat(sentinels.master()).isEqualTo("main");
        assertThat(sentinels).hasToString("redis-sentinel://a:26379,b:26380/1?master=main");

        Endpoint cluster = Endpoint.parse("rediss-cluster://a:1,b:2");
        assertThat(cluster.isCluster()).isTrue();
        assertThat(cluster.tls()).isTrue();
        assertThat(cluster.nodes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:6379             | scheme is "localhost"
            http://localhost           | scheme is "http"
            redis:localhost            | names no host
            redis://                   | authority
            redis://localhost:port     | "port" is not a port
            redis://localhost:70000    | no port 70000
            redis://a,b                | several hosts
            redis://localhost/main     | "main" is not the number of a database
            redis-sentinel://a         | does not say ?master=name
            redis-cluster://a/1        | only the database 0
            """)
    void whatIsNotUnderstoodIsRefusedWithTheReasonAndTheForms(String url, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse(url))
                .withMessageContaining(url)
                .withMessageContainingAll(reason, "Use redis://");
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThat(Endpoint.parse("redis://ann:secret@localhost").toString()).doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("redis://ann:secret@localhost:x"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
