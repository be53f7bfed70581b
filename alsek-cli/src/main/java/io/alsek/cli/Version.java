package io.alsek.cli;

import picocli.CommandLine.IVersionProvider;

/** Reads the version from the manifest of the program. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"alsek " + (version == null ? "(not packaged)" : version)};
    }
}
