-- Makes a snapshot the current one; the chunks of the one before stay for 10 minutes. Part of the scripts that follow it.
local function each_chunk(chunks, id, command, ...)
  local i = 0
  while redis.call(command, chunks .. id .. ':' .. i, ...) == 1 do
    i = i + 1
  end
  return i
end

local function install(head, chunks, id, position, count, bytes, taken)
  local before = redis.call('HGET', head, 'id')
  redis.call('HSET', head, 'id', id, 'position', position, 'chunks', count, 'bytes', bytes, 'taken', taken)
  each_chunk(chunks, id, 'PERSIST')
  if before and before ~= id then
    each_chunk(chunks, before, 'PEXPIRE', 600000)
  end
end
