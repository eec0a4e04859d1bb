package io.backflow.jobs.scorer;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.scoring.GateState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What the gate keeps in Flink's state. Its one subtask has all of it. */
final class GateMemory {

    final GateState gate;
    final Incidents incidents = new Incidents();
    final Map<Integer, Long> commandsRead = new TreeMap<>();
    ForecastTotals forecasts = ForecastTotals.ZERO;

    private final ListState<GateState> keptGate;
    private final ListState<IncidentCount> keptIncidents;
    private final ListState<ForecastTotals> keptForecasts;
    private final ListState<long[]> keptCommands;

    GateMemory(OperatorStateStore store) throws Exception {
        keptGate = store.getListState(new ListStateDescriptor<>("models", new GateStateSerializer()));
        keptIncidents =
                store.getListState(new ListStateDescriptor<>("incidents", TypeInformation.of(IncidentCount.class)));
        keptForecasts =
                store.getListState(new ListStateDescriptor<>("forecasts", TypeInformation.of(ForecastTotals.class)));
        keptCommands = store.getListState(
                new ListStateDescriptor<>("commands", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        GateState restored = new GateState();
        for (GateState state : keptGate.get()) {
            restored = state;
        }
        gate = restored;
        keptIncidents.get().forEach(incidents::add);
        for (ForecastTotals totals : keptForecasts.get()) {
            forecasts = forecasts.plus(totals);
        }
        keptCommands.get().forEach(read -> commandsRead.put((int) read[0], read[1]));
    }

    void write() throws Exception {
        keptGate.update(List.of(gate));
        keptIncidents.update(Arrays.asList(incidents.counts()));
        keptForecasts.update(List.of(forecasts));
        List<long[]> commands = new ArrayList<>();
        commandsRead.forEach((partition, offset) -> commands.add(new long[] {partition, offset}));
        keptCommands.update(commands);
    }
}
