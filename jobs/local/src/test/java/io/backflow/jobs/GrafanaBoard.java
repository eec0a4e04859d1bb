package io.backflow.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The board for Grafana that is in {@code deploy/grafana}: its panels, and the metrics that they name. */
final class GrafanaBoard {

    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String OWN = OPERATOR + "backflow_";
    private static final String SOURCE = OPERATOR + "deserializer_backflow_";
    private static final String TASK = "flink_taskmanager_job_task_";
    private static final String JOB = "flink_jobmanager_job_";
    private static final String MACHINE = "flink_taskmanager_Status_JVM_";
    private static final String SCORING = "Scoring";
    private static final Pattern METRIC = Pattern.compile("flink_\\w+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int WIDTH = 8;
    private static final int HEIGHT = 7;
    private static final int ACROSS = 3;

    private GrafanaBoard() {}

    /** A curve: how it is called, and what it is of. */
    private record Curve(String name, String expression) {}

    private record Panel(String title, String unit, List<Curve> curves) {}

    private record Row(String title, List<Panel> panels) {}

    private static final List<Row> ROWS = List.of(
            new Row(
                    "Training",
                    List.of(
                            panel("Steps a second", "ops", rate("numStepsAccepted"), rate("numStepsTrained")),
                            panel(
                                    "Records not read yet",
                                    "short",
                                    new Curve("pending", sum(OPERATOR + "pendingRecords"))),
                            panel(
                                    "Version of the parameters",
                                    "short",
                                    new Curve(
                                            "server",
                                            max(OWN + "currentVersion", "operator_name=~\"parameter.server\"")),
                                    new Curve(
                                            "workers",
                                            min(OWN + "currentVersion", "operator_name=~\"sequence.trainer\""))),
                            panel(
                                    "Staleness of contributions, versions",
                                    "short",
                                    quantile("contributionStaleness", "0.5"),
                                    quantile("contributionStaleness", "0.95")),
                            panel(
                                    "Waiting: contributions in flight, open rounds, age of states",
                                    "short",
                                    highest("currentContributionsInFlight"),
                                    highest("currentOpenRounds"),
                                    highest("currentStateAge")),
                            panel(
                                    "Time to merge a contribution",
                                    "ns",
                                    quantile("mergeTimeNanos", "0.5"),
                                    quantile("mergeTimeNanos", "0.95")),
                            panel(
                                    "Updates and versions a second",
                                    "ops",
                                    rate("numContributionsMerged"),
                                    rate("numVersionsPublished")),
                            panel("Learning paused", "bool_yes_no", highest("currentLearningPaused")),
                            panel(
                                    "Lead of event time over the clocks",
                                    "ms",
                                    new Curve("lead", max(SOURCE + "currentLeadMillis", ""))))),
            new Row(
                    "Not trained as it came",
                    List.of(
                            panel(
                                    "Steps that were dropped or rejected, a second",
                                    "ops",
                                    rate("numRecordsRejected"),
                                    rate("numStepsDuplicate"),
                                    rate("numStepsLate"),
                                    rate("numStepsAfterEnd")),
                            panel(
                                    "Steps that did not come, a second",
                                    "ops",
                                    rate("numStepsMissing"),
                                    rate("numStepsImputed"),
                                    rate("numFeaturesFilled")),
                            panel(
                                    "Numbers that overflowed, a second",
                                    "ops",
                                    rate("numLossesRefused"),
                                    rate("numWindowsRefused"),
                                    rate("numGradientsRefused"),
                                    rate("numContributionsRefused"),
                                    rate("numStatesResetOverflow")))),
            new Row(
                    "Forecasts on arrival",
                    List.of(
                            panel("Forecasts a second", "ops", rate("numForecasts")),
                            panel(
                                    "Share of truths inside their interval",
                                    "percentunit",
                                    new Curve(
                                            "inside",
                                            "sum(rate(" + OWN + "numForecastIntervalsHit{job_name=~\"$job\"}"
                                                    + "[$__rate_interval])) / sum(rate(" + OWN
                                                    + "numForecastIntervals{job_name=~\"$job\"}[$__rate_interval]))")),
                            panel(
                                    "Steps that wait for their forecast",
                                    "short",
                                    highest("currentStepsWithoutForecast")))),
            new Row(
                    SCORING,
                    List.of(
                            panel(
                                    "Version, and the one in the shadow",
                                    "short",
                                    new Curve("current", max(OWN + "currentVersion", "operator_name=~\"model.gate\"")),
                                    highest("currentShadowVersion")),
                            panel(
                                    "Versions",
                                    "short",
                                    highest("numVersionsAdopted"),
                                    highest("numVersionsRefused"),
                                    highest("numRollbacks")),
                            panel(
                                    "Steps that shadow and current version forecast",
                                    "short",
                                    highest("currentShadowSteps")))),
            new Row(
                    "Flink",
                    List.of(
                            panel("Duration of the last checkpoint", "ms", flink(JOB + "lastCheckpointDuration")),
                            panel("Size of the last checkpoint", "bytes", flink(JOB + "lastCheckpointSize")),
                            panel(
                                    "Restarts and failed checkpoints",
                                    "short",
                                    flink(JOB + "numRestarts"),
                                    flink(JOB + "numberOfFailedCheckpoints")),
                            panel(
                                    "Most back-pressured and busiest task, ms a second",
                                    "ms",
                                    flink(TASK + "backPressuredTimeMsPerSecond"),
                                    flink(TASK + "busyTimeMsPerSecond")),
                            panel(
                                    "Memory of a TaskManager",
                                    "bytes",
                                    machine("Memory_Heap_Used"),
                                    machine("Memory_Direct_MemoryUsed")),
                            panel("Load of the processor", "percentunit", machine("CPU_Load")))));

    private static Panel panel(String title, String unit, Curve... curves) {
        return new Panel(title, unit, List.of(curves));
    }

    private static Curve rate(String name) {
        return new Curve(name, "sum(rate(" + OWN + name + "{job_name=~\"$job\"}[$__rate_interval]))");
    }

    private static Curve highest(String name) {
        return new Curve(name, max(OWN + name, ""));
    }

    private static Curve quantile(String name, String quantile) {
        return new Curve(name + " " + quantile, max(OWN + name, "quantile=\"" + quantile + "\""));
    }

    private static Curve flink(String metric) {
        return new Curve(metric.substring(metric.lastIndexOf('_') + 1), max(metric, ""));
    }

    private static Curve machine(String name) {
        return new Curve("{{tm_id}} " + name, MACHINE + name);
    }

    private static String sum(String metric) {
        return "sum(" + metric + "{job_name=~\"$job\"})";
    }

    private static String max(String metric, String labels) {
        return aggregate("max", metric, labels);
    }

    private static String min(String metric, String labels) {
        return aggregate("min", metric, labels);
    }

    private static String aggregate(String how, String metric, String labels) {
        return how + "(" + metric + "{job_name=~\"$job\"" + (labels.isEmpty() ? "" : ", " + labels) + "})";
    }

    /** The metrics that a training job which forecasts on arrival has to have, as Prometheus knows them. */
    static Set<String> ofTraining() {
        return metrics(false);
    }

    /** Those that a scoring job has to have. */
    static Set<String> ofScoring() {
        return metrics(true);
    }

    private static Set<String> metrics(boolean scoring) {
        Set<String> names = new TreeSet<>();
        ROWS.stream()
                .filter(row -> row.title().equals(SCORING) == scoring)
                .flatMap(row -> row.panels().stream())
                .flatMap(panel -> panel.curves().stream())
                .forEach(curve ->
                        METRIC.matcher(curve.expression()).results().forEach(found -> names.add(found.group())));
        return names;
    }

    /** The board as Grafana imports it. */
    static String json() throws JsonProcessingException {
        ObjectNode board = JSON.createObjectNode();
        board.put("uid", "backflow")
                .put("title", "Backflow")
                .put("schemaVersion", 39)
                .put("version", 1);
        board.put("refresh", "10s").put("editable", true).putArray("tags").add("backflow");
        board.putObject("time").put("from", "now-1h").put("to", "now");
        ArrayNode variables = board.putObject("templating").putArray("list");
        variables
                .addObject()
                .put("name", "datasource")
                .put("type", "datasource")
                .put("query", "prometheus");
        ObjectNode job = variables.addObject();
        job.put("name", "job")
                .put("label", "Job")
                .put("type", "query")
                .put("includeAll", true)
                .put("multi", true);
        job.put("refresh", 2).put("query", "label_values(" + JOB + "numRestarts, job_name)");
        datasource(job);
        panels(board.putArray("panels"));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(board) + "\n";
    }

    private static void panels(ArrayNode all) {
        int y = 0;
        for (Row row : ROWS) {
            place(all.addObject().put("type", "row").put("title", row.title()).put("id", all.size()), 0, y, 24, 1);
            y++;
            for (int i = 0; i < row.panels().size(); i++) {
                ObjectNode panel = all.addObject();
                write(panel.put("id", all.size()), row.panels().get(i));
                place(panel, WIDTH * (i % ACROSS), y + HEIGHT * (i / ACROSS), WIDTH, HEIGHT);
            }
            y += HEIGHT * ((row.panels().size() + ACROSS - 1) / ACROSS);
        }
    }

    private static void write(ObjectNode into, Panel panel) {
        into.put("type", "timeseries").put("title", panel.title());
        datasource(into);
        into.putObject("fieldConfig").putObject("defaults").put("unit", panel.unit());
        ArrayNode targets = into.putArray("targets");
        for (Curve curve : panel.curves()) {
            ObjectNode target = targets.addObject().put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
            target.put("expr", curve.expression()).put("legendFormat", curve.name());
            datasource(target);
        }
    }

    private static void datasource(ObjectNode of) {
        of.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private static void place(ObjectNode panel, int x, int y, int width, int height) {
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
    }
}
