package io.alsek.test.contract;

import java.util.Map;

/**
 * How another process reaches a storage.
 *
 * @param storage is made there by its constructor without parameters, which need not be public
 * @param properties the system properties that it finds there, such as the address of a server
 */
public record OtherProcess(Class<? extends BackendUnderTest> storage, Map<String, String> properties) {

    /** Keeps a copy of the properties. */
    public OtherProcess {
        properties = Map.copyOf(properties);
    }
}
