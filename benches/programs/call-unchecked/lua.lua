local N = 500000

local Counter = {}
Counter.__index = Counter

function Counter:step(total, name, by)
  return total + by
end

local function run(n)
  local counter = setmetatable({}, Counter)
  local total, i = 0, 0
  while i < n do
    total = counter:step(total, "one", i)
    i = i + 1
  end
  return total
end

print(run(N))
