local N = 500000

local function checked(value, kind)
  local found = math.type(value) or type(value)
  if found ~= kind then error("expected " .. kind) end
  return value
end

local Counter = {}
Counter.__index = Counter

function Counter:step(total, name, by)
  checked(total, "integer")
  checked(name, "string")
  checked(by, "integer")
  return checked(total + by, "integer")
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
