local N = 200000

local Item = {}
Item.__index = Item

local function text(value, what)
    if type(value) ~= "string" then error(what .. ": expected a string") end
    return value
end

local function integer(value, what)
    if math.type(value) ~= "integer" then error(what .. ": expected an integer") end
    return value
end

function Item.new(name, price, quantity)
    return setmetatable({
        name = text(name, "name"),
        price = integer(price, "price"),
        quantity = integer(quantity, "quantity"),
    }, Item)
end

function Item:sell(count)
    if self.quantity < count then return 0 end
    self.quantity = self.quantity - count
    return self.price * count
end

local function run(n)
    local items = {}
    for i = 0, n - 1 do
        items[i + 1] = Item.new("item" .. i, i % 1000, i % 7)
    end
    local total = 0
    for _, item in ipairs(items) do
        total = total + item:sell(2) + item.quantity
    end
    return total
end

print(run(N))
