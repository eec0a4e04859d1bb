package io.backflow.cli;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.deadletters.DeadLetter;
import io.backflow.jobs.deadletters.DeadLetterGroup;
import io.backflow.jobs.deadletters.DeadLetterList;
import io.backflow.jobs.deadletters.DeadLetterLog;
import io.backflow.jobs.deadletters.LetterContent;
import io.backflow.jobs.deadletters.LetterReport;
import io.backflow.jobs.deadletters.Replay;
import io.backflow.jobs.deadletters.ReplayPlan;
import io.backflow.jobs.deadletters.ReplayResult;
import io.backflow.jobs.deadletters.ReplayedLetters;
import io.backflow.jobs.kafka.Topics;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow dead-letters}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Shows the rejected records of a job, and sends them back to their topic.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadLettersCommand.ListAll.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.SendBack.class
        })
final class DeadLettersCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: list, show or replay");
    }

    /** {@code backflow dead-letters list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts dead letters by reason, topic and partition, with the times when the oldest and the"
                    + " newest were written.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private ConfigOptions config;

        @Mixin
        private LetterOptions letters;

        @Mixin
        private ReportOptions report;

        @Override
        public Integer call() throws IOException {
            JobConfig job = config.read();
            DeadLetterList list;
            try (DeadLetterLog log = new DeadLetterLog(job.kafka(), Topics.PATIENCE)) {
                list = DeadLetterList.of(log, letters.filter());
            }
            if (!list.groups().isEmpty()) {
                report.line("reason  topic  partition  letters  replayed  rejected again  oldest  newest");
            }
            for (DeadLetterGroup group : list.groups()) {
                report.line(LetterContent.printable(row(group)));
            }
            report.line(list.letters() + (list.letters() == 1 ? " dead letter" : " dead letters") + " in topic "
                    + list.topic());
            report.write(list);
            return 0;
        }

        private static String row(DeadLetterGroup group) {
            return String.join(
                    "  ",
                    group.reason(),
                    group.topic().isEmpty() ? "-" : group.topic(),
                    group.partition() < 0 ? "-" : Integer.toString(group.partition()),
                    Long.toString(group.letters()),
                    Long.toString(group.replayed()),
                    Long.toString(group.rejectedAgain()),
                    group.oldest().toString(),
                    group.newest().toString());
        }
    }

    /** {@code backflow dead-letters show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one dead letter: what was wrong, where it came from, its headers, its key and its"
                    + " value.")
    static final class Show implements Callable<Integer> {

        private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

        @Mixin
        private ConfigOptions config;

        @Parameters(
                paramLabel = "PARTITION:OFFSET",
                description = "Where it stands in the topic dead-letters, such as 0:17.")
        private String place = "";

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            Matcher numbers = PLACE.matcher(place);
            if (!numbers.matches()) {
                throw new CommandException("PARTITION:OFFSET is \"" + place + "\"; give two numbers such as 0:17");
            }
            try (DeadLetterLog log = new DeadLetterLog(config.read().kafka(), Topics.PATIENCE)) {
                var record = log.at(Integer.parseInt(numbers.group(1)), Long.parseLong(numbers.group(2)));
                DeadLetter letter = DeadLetter.of(record)
                        .orElseThrow(() -> new ConfigException("the record at " + place + " of topic " + log.topic()
                                + " is no dead letter; it has no header backflow.reason"));
                boolean replayed = ReplayedLetters.in(log).contains(letter);
                spec.commandLine().getOut().println(new LetterReport().of(letter, replayed));
            }
            return 0;
        }
    }

    /** {@code backflow dead-letters replay}. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Sends dead letters back to the topic that they came from, with their original key, value and"
                    + " headers. Each is sent once, however often the command is run and wherever it is stopped.")
    static final class SendBack implements Callable<Integer> {

        @Mixin
        private ConfigOptions config;

        @Mixin
        private LetterOptions letters;

        @Option(names = "--to", paramLabel = "TOPIC", description = "Send to this topic instead.")
        private @Nullable String to;

        @Option(names = "--dry-run", description = "Send nothing; count what would be sent.")
        private boolean dryRun;

        @Mixin
        private ReportOptions report;

        @Override
        public Integer call() throws IOException {
            ReplayPlan plan = new ReplayPlan(letters.filter(), Optional.ofNullable(to), dryRun);
            ReplayResult result = new Replay(config.read().kafka(), plan, Topics.PATIENCE).run();
            report.line(result.sentence());
            report.write(result);
            return 0;
        }
    }
}
