local N = 300000

local function rows(n)
    local rows = {}
    for i = 0, n - 1 do
        rows[i + 1] = { id = i, name = "n" .. i, category = "c" .. i % 17, price = i * 7919 % 1000, quantity = i % 13 }
    end
    return rows
end

local function run(n)
    local ranked = {}
    for _, row in ipairs(rows(n)) do
        if row.price > 300 then
            local total = row.price * row.quantity
            ranked[#ranked + 1] = { category = row.category, total = total, rank = total * 1000000 + row.id }
        end
    end
    table.sort(ranked, function(a, b) return a.rank < b.rank end)
    local groups, order = {}, {}
    for _, row in ipairs(ranked) do
        local group = groups[row.category]
        if not group then
            group = {}
            groups[row.category] = group
            order[#order + 1] = row.category
        end
        group[#group + 1] = row
    end
    local hash = 0
    for _, key in ipairs(order) do
        local group, total = groups[key], 0
        for _, row in ipairs(group) do total = total + row.total end
        hash = (hash * 31 + #key + total + #group + group[#group].rank % 1000000) % 1000003
    end
    return hash
end

print(run(N))
