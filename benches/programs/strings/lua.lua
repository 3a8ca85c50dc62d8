local N = 300000

-- Lua has no split of its own.
local function split(text, separator)
    local parts, from = {}, 1
    while true do
        local first, last = text:find(separator, from, true)
        if not first then
            parts[#parts + 1] = text:sub(from)
            return parts
        end
        parts[#parts + 1] = text:sub(from, first - 1)
        from = last + 1
    end
end

local function run(n)
    local lines, total = {}, 0
    for i = 0, n - 1 do
        local joined = table.concat({ "a" .. i, tostring(i % 10), "x" }, "-")
        local parts = split(joined, "-")
        local line = (parts[1] .. ":" .. parts[3]):gsub("a", "bb")
        total = total + #line
        lines[i + 1] = line
    end
    return total + #table.concat(lines, ",")
end

print(run(N))
