package io.alsek.redis;

/** The server that tests of this process share: {@code ALSEK_TEST_REDIS_URL}, or one of our own. */
final class SharedRedis {

    private SharedRedis() {}

    static String url() {
        return Holder.URL;
    }

    private static final class Holder {

        static final String URL = find();

        private static String find() {
            String given = System.getenv("ALSEK_TEST_REDIS_URL");
            if (given != null) {
                return given;
            }
            RedisProcess server = RedisProcess.with();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server.url();
        }
    }
}
