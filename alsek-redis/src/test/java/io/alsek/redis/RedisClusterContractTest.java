package io.alsek.redis;

import io.alsek.redis.RedisContractTest.RedisUnderTest;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A Redis Cluster of three masters keeps the whole contract. */
@Tag("topologies")
class RedisClusterContractTest extends BackendContract {

    private static RedisSites site;

    @BeforeAll
    static void start() {
        site = RedisSites.cluster();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new RedisUnderTest(site.url());
    }
}
