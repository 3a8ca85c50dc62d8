local N = 100000

local function refuse(why) error({ why = why }) end

local function text(value)
    if type(value) == "string" then return value end
    if math.type(value) == "integer" then return tostring(value) end
    refuse("expected a string")
end

local function integer(value)
    if math.type(value) == "integer" then return value end
    local number = type(value) == "string" and math.tointeger(tonumber(value))
    return number or refuse("expected an integer")
end

local function one_of(value, choices)
    value = text(value)
    if not choices[value] then refuse("not among the choices") end
    return value
end

local function tab(value)
    if type(value) ~= "table" then refuse("expected a table") end
    return value
end

local SCOPES = { Public = true, Cloud = true, Host = true, Internal = true }
local PROTOCOLS = { TCP = true, UDP = true }

local Port = {}
Port.__index = Port

function Port.new(given)
    tab(given)
    return setmetatable({
        port = integer(given.port),
        scope = one_of(given.scope, SCOPES),
        protocol = one_of(given.protocol, PROTOCOLS),
    }, Port)
end

local Container = {}
Container.__index = Container

function Container.new(given)
    tab(given)
    local ports, env = {}, {}
    for i, port in ipairs(tab(given.ports)) do ports[i] = Port.new(port) end
    for key, value in pairs(tab(given.env)) do env[text(key)] = text(value) end
    return setmetatable({ name = text(given.name), image = text(given.image), ports = ports, env = env }, Container)
end

local function specification(i)
    return {
        name = "app" .. i,
        image = "repo/app:" .. i % 10,
        ports = {
            { port = 8000 + i, scope = "Public", protocol = "TCP" },
            { port = tostring(9000 + i), scope = "Host", protocol = "UDP" },
            {
                port = i % 50 == 7 and "http" or 53,
                scope = i % 50 == 23 and "Nowhere" or "Internal",
                protocol = "TCP",
            },
        },
        env = { LEVEL = "info", WORKERS = i % 8, HOME = "/srv/app", DEBUG = "0" },
    }
end

local function run(n)
    local specifications = {}
    for i = 0, 999 do specifications[i] = specification(i) end
    local total, refused = 0, 0
    for i = 0, n - 1 do
        local accepted, c = pcall(Container.new, specifications[i % 1000])
        if accepted then
            total = total + #c.name + c.ports[1].port + c.ports[2].port + c.ports[3].port
            total = total + #c.env.WORKERS + #c.env.LEVEL
        else
            refused = refused + 1
        end
    end
    return total .. " " .. refused
end

print(run(N))
