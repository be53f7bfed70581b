package io.alsek.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes shells complete the program's commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that makes bash and zsh complete commands and options. Try: source <(alsek "
                + "completion)")
final class CompletionCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash("alsek", Main.commandLine()));
        spec.commandLine().getOut().flush();
    }
}
