-- wrk's side: one random row a request, so that no cache can answer. BODY says in whose format.
local features = '{"dataframe_records":[{"hour":%d,"day_of_week":%d,"workingday":%d,"holiday":0,'
  .. '"weather":"mist","temp_c":%.2f,"humidity":%d,"windspeed_kmh":%.1f}]}'
local row = '{"rows":[{"timestamp":"%d-%02d-%02dT%02d:00","workingday":%d,"holiday":0,'
  .. '"weather":"mist","temp_c":%.2f,"humidity":%d,"windspeed_kmh":%.1f}]}'
local mlflow = os.getenv("BODY") == "mlflow"

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(os.time())

local function weather()
  return math.random(0, 1), math.random() * 30, math.random(1, 100), math.random() * 40
end

request = function()
  local hour = math.random(0, 23)
  if mlflow then
    local body = string.format(features, hour, math.random(0, 6), weather())
    return wrk.format(nil, nil, nil, body)
  end
  local year, month, day = math.random(1700, 2200), math.random(1, 12), math.random(1, 28)
  return wrk.format(nil, nil, nil, string.format(row, year, month, day, hour, weather()))
end

done = function(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local per_second = summary.requests / summary.duration * 1e6
  io.write(string.format("%.1f %.4f %d\n", per_second, latency:percentile(99) / 1000, failed))
end
