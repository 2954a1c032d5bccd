-- Runs inside Neovim 0.7 or newer. Every step prints "ok" or "FAIL"; the first failure ends the session.
local function check(name, holds, detail)
  io.stdout:write((holds and 'ok ' or 'FAIL ') .. name .. '\n' .. (holds and '' or tostring(detail) .. '\n'))
  if not holds then
    vim.cmd('cquit 1')
  end
end

local function rules(buffer)
  local names = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp
    names[(diagnostic.code or (lsp and lsp.code) or '?')] = diagnostic
  end
  return names
end

local finished, failure = pcall(function()
  vim.cmd('filetype on')
  vim.cmd('edit app.py')
  local buffer = vim.api.nvim_get_current_buf()
  local config = {
    name = 'zerogpu',
    cmd = { vim.env.ZEROGPU_NODE, vim.env.ZEROGPU_CLI, 'lsp' },
    root_dir = vim.fn.getcwd(),
  }
  local client
  if vim.lsp.start then
    client = vim.lsp.start(config)
  else
    client = vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, client)
  end
  check('the client attaches', client ~= nil, 'no client')

  local function appears(rule)
    return vim.wait(15000, function()
      return rules(buffer)[rule] ~= nil
    end, 20)
  end
  check('findings appear', appears('return-cuda-tensor') and appears('torch-compile'), vim.inspect(rules(buffer)))

  local line = rules(buffer)['return-cuda-tensor'].lnum
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = vim.fn.search('^@spaces.GPU(duration=10)', 'nw') - 1, character = 9 },
  }, 5000)
  local hover = answers and answers[client] and answers[client].result
  check('the decorator has a hover', hover and vim.inspect(hover.contents):match('quota') ~= nil, vim.inspect(answers))

  local titles = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = options.format_item and options.format_item(item) or tostring(item)
      table.insert(titles, title)
      if title:find('.cpu()', 1, true) then
        return choose(item, 1)
      end
    end
    choose(nil)
  end
  vim.api.nvim_win_set_cursor(0, { line + 1, rules(buffer)['return-cuda-tensor'].col + 1 })
  vim.lsp.buf.code_action()
  local fixed = vim.wait(15000, function()
    return vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]:find('device="cuda").cpu()', 1, true) ~= nil
  end, 20)
  check('a code action is applied', fixed, table.concat(titles, '\n'))

  check(
    'its finding goes away',
    vim.wait(15000, function()
      return rules(buffer)['return-cuda-tensor'] == nil
    end, 20),
    vim.inspect(rules(buffer))
  )

  vim.lsp.buf_request_sync(buffer, 'workspace/executeCommand', {
    command = 'zerogpu.fixSpace',
    arguments = { vim.uri_from_bufnr(buffer) },
  }, 15000)
  local all_fixed = vim.wait(15000, function()
    return rules(buffer)['torch-compile'] == nil
  end, 20)
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
  -- The message of the server stands in the same output, without an end of its line.
  io.stdout:write('\n')
  check(
    'the command of the server fixes the Space',
    all_fixed and text:find('torch.compile', 1, true) == nil,
    vim.inspect(rules(buffer))
  )

  vim.lsp.stop_client(client)
  check(
    'the server ends when it is asked to',
    vim.wait(5000, function()
      return vim.lsp.client_is_stopped(client)
    end, 20),
    'it is still running'
  )
end)
check('no error in the session', finished, failure)
vim.cmd('qall!')
