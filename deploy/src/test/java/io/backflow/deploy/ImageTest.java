package io.backflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules for the image, of the kind that hadolint has. */
class ImageTest {

    @Test
    void theDockerfileKeepsEveryRule() throws IOException {
        assertThat(problems(DeployedFiles.read("deploy/image/Dockerfile"))).isEmpty();
    }

    /** Each line breaks one rule, at the end of a stage that keeps all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROM flink                            | FROM flink has no version
            FROM flink:latest                     | FROM flink:latest has no version
            FROM flink:1.20.0-java17              | FROM flink:1.20.0-java17 is not Flink 2.2.1
            USER root                             | the last user is root
            USER 0                                | the last user is 0
            ADD https://example.org/a.jar /opt/   | ADD https://example.org/a.jar /opt/: use COPY
            COPY ../secrets /opt/                 | ../secrets is outside the project
            COPY docs /opt/                       | docs is not let through by .dockerignore
            COPY jobs/cli/target/lib lib          | lib is no absolute path
            RUN cd /opt && sudo rm -r a           | RUN cd /opt && sudo rm -r a: no sudo
            RUN apt-get update                    | RUN apt-get update: packages are the base image's
            RUN curl http://example.org > /a      | RUN curl http://example.org > /a: nothing is fetched
            ENV AWS_SECRET_ACCESS_KEY=a           | ENV AWS_SECRET_ACCESS_KEY=a: secrets come when it starts
            CMD flink run                         | CMD flink run: arguments are a list
            """)
    void aBrokenRuleIsFound(String line, String problem) throws IOException {
        assertThat(problems("FROM flink:2.2.1-java17\nUSER flink\n" + line + "\n"))
                .contains(problem);
    }

    private static List<String> problems(String dockerfile) throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String line : DeployedFiles.read(".dockerignore").split("\n")) {
            if (line.startsWith("!")) {
                open.add(line.substring(1));
            }
        }
        Dockerfile file = Dockerfile.parse(dockerfile);
        file.checkBases(flinkVersion(), problems);
        file.checkCopies(open, problems);
        file.checkCommands(problems);
        return problems;
    }

    private static String flinkVersion() throws IOException {
        String pom = DeployedFiles.read("pom.xml");
        return pom.split("<flink.version>")[1].split("<")[0];
    }

    @Test
    void theImageHasTheVersionsThatTheBuildHas() throws IOException {
        String version = flinkVersion();

        assertThat(DeployedFiles.read("deploy/image/Dockerfile")).contains("flink-s3-fs-presto-" + version + ".jar");
        assertThat(DeployedFiles.read("deploy/compose/compose.yaml"))
                .contains("apache/kafka:"
                        + DeployedFiles.read("pom.xml")
                                .split("<kafka.version>")[1]
                                .split("<")[0]);
        assertThat(Path.of("..", "deploy", "image", "Dockerfile")).exists();
    }
}
