package io.alsek.cli;

import picocli.CommandLine.IVersionProvider;

/** Knows the version from the program's own jar. */
final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"alsek " + (version == null ? "(unpackaged)" : version)};
    }
}
