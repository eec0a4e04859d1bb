package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Forecasts that a job has made and published; of several after one step the newest. Not thread-safe. */
public final class PublishedForecasts implements ForecastSource {

    private static final int MOST = 5_000_000;

    private final Map<Place, float[]> said = new HashMap<>();
    private final int targets;

    /** A step by its event time, since a job that orders steps by time gives them numbers of its own. */
    private record Place(String sequence, long eventTime) {}

    /** @param targets values of a forecast that are compared: as many as the head has targets */
    public PublishedForecasts(int targets) {
        this.targets = targets;
    }

    /** Takes the next forecast of the topic. */
    public void add(Forecast forecast) {
        float[] values = forecast.said().values();
        if (forecast.said().classes() != null || values.length < targets) {
            return;
        }
        said.put(new Place(forecast.sequenceId(), forecast.after().eventTime()), values);
        if (said.size() > MOST) {
            throw new ConfigException("there are more than " + MOST
                    + " forecasts, which are all kept in memory; compare the model itself, without --forecasts");
        }
    }

    /** How many there are. */
    public int size() {
        return said.size();
    }

    @Override
    public void begins(String sequence) {}

    @Override
    public List<float @Nullable []> after(List<Step> steps) {
        List<float @Nullable []> forecasts = new ArrayList<>(steps.size());
        for (Step step : steps) {
            forecasts.add(said.get(new Place(step.sequenceId(), step.eventTime())));
        }
        return forecasts;
    }
}
