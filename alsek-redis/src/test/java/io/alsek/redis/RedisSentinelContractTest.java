package io.alsek.redis;

import io.alsek.redis.RedisContractTest.RedisUnderTest;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A master with two replicas and three sentinels keeps the whole contract. */
@Tag("topologies")
class RedisSentinelContractTest extends BackendContract {

    private static RedisSites site;

    @BeforeAll
    static void start() {
        site = RedisSites.sentinel();
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
