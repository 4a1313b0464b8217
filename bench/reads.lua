-- Reads as people and programs make them, so many a second in all (RATE), however long the answers take: each thread keeps to its own
-- schedule, and a request that is late is sent at once. 404 is an answer (a task that has not begun has no log); 5xx is counted.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long s; long us; } bench_time; int gettimeofday(bench_time *at, void *zone); ]]
local at = ffi.new("bench_time")
local function now() ffi.C.gettimeofday(at, nil); return tonumber(at.s) * 1000 + tonumber(at.us) / 1000 end

local run, step, due = os.getenv("RUN"), 2000 / tonumber(os.getenv("RATE")), nil
local headers = { ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
local api = "/api/v1/"
local of = api .. "runs/" .. run
local reads = {
  function() return api .. "installations" end,
  function() return api .. "runs?limit=20" end,
  function() return api .. "services" end,
  function() return of .. "/tasks?limit=50&state=running,failed" end,
  function() return of .. "/tasks?limit=50&text=t" .. math.random(0, 99) end,
  function() return of .. "/tasks/t" .. math.random(0, 9999) end,
  function() return of .. "/tasks/t" .. math.random(0, 9999) end,
  function() return of .. "/logs/t" .. math.random(0, 9999) .. "/1?stream=out" end,
  function() return api .. "session" end,
}
local count = 0
local threads = {}
function setup(thread) table.insert(threads, thread); thread:set("number", #threads) end
function init() math.randomseed(number); failed = 0; refused = 0; answered = 0 end

function delay()
  due = math.max((due or now()) + step, now() - 1000)
  return math.max(0, due - now())
end

function request()
  count = count + 1
  local path = count % 1000 == 0 and of or reads[math.random(#reads)]()
  return wrk.format("GET", path, headers)
end

function response(status)
  answered = answered + 1
  if status >= 500 then failed = failed + 1 elseif status >= 400 then refused = refused + 1 end
end

function done(summary, latency)
  local failed, refused = 0, 0
  for _, t in ipairs(threads) do failed = failed + t:get("failed"); refused = refused + t:get("refused") end
  print(string.format("TOLD rate %.0f p50 %.2f p99 %.2f max %.2f failed %d refused %d broken %d",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    failed, refused, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
