#include "serving/http_service.hpp"

namespace bearing {
namespace {

// A test asks the running server for every path, method, status and media type in here, and holds what it
// answers against the schemas; and nothing may be answered that isn't in here.
constexpr std::string_view kDocument = R"json({
  "openapi": "3.0.3",
  "info": {
    "title": "Bearing",
    "version": "1",
    "description": "What articles are about and where they stand, with calibrated confidence. Places (begin, end) count bytes of UTF-8. Requests that are no HTTP/1.1 get 400; unknown paths 404; other methods than those listed 405 with Allow; headers that are too large 431, slow ones 408; connections beyond the limit 503. HEAD is answered wherever GET is. Whether a key is asked for is up to whoever runs the server."
  },
  "security": [{"key": []}, {}],
  "paths": {
    "/v1/label": {
      "post": {
        "summary": "Labels a document, several, or a stream of them",
        "parameters": [
          {"$ref": "#/components/parameters/model"},
          {"$ref": "#/components/parameters/min_confidence"},
          {"$ref": "#/components/parameters/target"},
          {"name": "all", "in": "query", "description": "Also topics and targets below their thresholds.", "schema": {"type": "boolean", "default": false}},
          {"name": "pass_through", "in": "query", "description": "Repeat the title and all fields that Bearing doesn't interpret, below \"fields\".", "schema": {"type": "boolean", "default": false}}
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Document"}, {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/Document"}}]}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "A document a line, any number of them. Lines are answered in order while others still come: read while you send."}},
            "text/plain": {"schema": {"type": "string", "description": "One document, in any charset."}},
            "text/html": {"schema": {"type": "string", "description": "One page, in any charset."}}
          }
        },
        "responses": {
          "200": {
            "description": "One result for one document; an array for an array; a line for a line. In arrays and lines, what can't be read has its error in its place.",
            "content": {
              "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Result"}, {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/Result"}, {"$ref": "#/components/schemas/Unread"}]}}]}},
              "application/x-ndjson": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Result"}, {"$ref": "#/components/schemas/Unread"}, {"$ref": "#/components/schemas/Error"}]}}
            }
          },
          "400": {"$ref": "#/components/responses/Error"},
          "401": {"$ref": "#/components/responses/Unauthorized"},
          "404": {"$ref": "#/components/responses/Error"},
          "408": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "415": {"$ref": "#/components/responses/Error"},
          "422": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/v1/explain": {
      "post": {
        "summary": "Says which words made each topic and each stance",
        "parameters": [
          {"$ref": "#/components/parameters/model"},
          {"$ref": "#/components/parameters/min_confidence"},
          {"$ref": "#/components/parameters/target"},
          {"name": "topic", "in": "query", "description": "Only this topic, assigned or not (repeatable).", "schema": {"type": "array", "items": {"type": "string"}}}
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Document"}, {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/Document"}}]}},
            "text/plain": {"schema": {"type": "string"}},
            "text/html": {"schema": {"type": "string"}}
          }
        },
        "responses": {
          "200": {
            "description": "Each score is its bias and the weights of its words, added up.",
            "content": {"application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Explanations"}, {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/Explanations"}, {"$ref": "#/components/schemas/Unread"}]}}]}}}
          },
          "400": {"$ref": "#/components/responses/Error"},
          "401": {"$ref": "#/components/responses/Unauthorized"},
          "404": {"$ref": "#/components/responses/Error"},
          "408": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "415": {"$ref": "#/components/responses/Error"},
          "422": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/v1/text": {
      "post": {
        "summary": "Gives the title and the text that labels of a document are about",
        "description": "The charset decoded, markup taken out; places in the labels of the document count from here.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Document"}, {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/Document"}}]}},
            "text/plain": {"schema": {"type": "string"}},
            "text/html": {"schema": {"type": "string"}}
          }
        },
        "responses": {
          "200": {
            "description": "The document.",
            "content": {"application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Read"}, {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/Read"}, {"$ref": "#/components/schemas/Unread"}]}}]}}}
          },
          "400": {"$ref": "#/components/responses/Error"},
          "401": {"$ref": "#/components/responses/Unauthorized"},
          "408": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "415": {"$ref": "#/components/responses/Error"},
          "422": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/v1/model": {
      "get": {
        "summary": "Topics, targets and stances of a model, and the names of all models",
        "parameters": [{"$ref": "#/components/parameters/model"}],
        "responses": {
          "200": {"description": "The model.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Model"}}}},
          "400": {"$ref": "#/components/responses/Error"},
          "401": {"$ref": "#/components/responses/Unauthorized"},
          "404": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/metrics": {
      "get": {
        "summary": "Counts in the text format of Prometheus",
        "responses": {
          "200": {"description": "Version 0.0.4 of the format.", "content": {"text/plain": {"schema": {"type": "string"}}}},
          "400": {"$ref": "#/components/responses/Error"},
          "401": {"$ref": "#/components/responses/Unauthorized"}
        }
      }
    },
    "/healthz": {
      "get": {
        "summary": "Whether the server lives",
        "security": [],
        "responses": {
          "200": {"$ref": "#/components/responses/Status"},
          "400": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/readyz": {
      "get": {
        "summary": "Whether the server wants requests",
        "security": [],
        "responses": {
          "200": {"$ref": "#/components/responses/Status"},
          "400": {"$ref": "#/components/responses/Error"},
          "503": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/openapi.json": {
      "get": {
        "summary": "This document",
        "security": [],
        "responses": {
          "200": {"description": "OpenAPI 3.0.", "content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}}},
          "400": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/": {
      "get": {
        "summary": "A page for people",
        "security": [],
        "responses": {
          "200": {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}},
          "304": {"$ref": "#/components/responses/Unchanged"},
          "400": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/page/page.css": {"get": {"summary": "Its style", "security": [], "responses": {"200": {"$ref": "#/components/responses/Style"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/page.js": {"get": {"summary": "Its script", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/article.js": {"get": {"summary": "The article and its marks", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/correction.js": {"get": {"summary": "Corrected labels", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/elements.js": {"get": {"summary": "Elements of the page", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/incoming.js": {"get": {"summary": "Files and pages that are handed over", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/places.js": {"get": {"summary": "Places in texts", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/results.js": {"get": {"summary": "Topics and stances", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/server.js": {"get": {"summary": "Requests of the page", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/words.js": {"get": {"summary": "Words behind labels", "security": [], "responses": {"200": {"$ref": "#/components/responses/Script"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}},
    "/page/icon.svg": {"get": {"summary": "Its sign", "security": [], "responses": {"200": {"$ref": "#/components/responses/Icon"}, "304": {"$ref": "#/components/responses/Unchanged"}, "400": {"$ref": "#/components/responses/Error"}}}}
  },
)json"
                                       R"json(  "components": {
    "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    "parameters": {
      "model": {"name": "model", "in": "query", "description": "Name of a model; without it, the first.", "schema": {"type": "string"}},
      "min_confidence": {"name": "min_confidence", "in": "query", "description": "Assign no topic and no stance below it.", "schema": {"type": "number", "minimum": 0, "maximum": 1, "default": 0}},
      "target": {"name": "target", "in": "query", "description": "A claim or a headline in words: also say where each document stands on it (repeatable).", "schema": {"type": "array", "maxItems": 32, "items": {"type": "string", "pattern": "[^ \\t\\r\\n]"}}}
    },
    "responses": {
      "Error": {"description": "Why there is no answer.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}},
      "Unauthorized": {"description": "A key is asked for.", "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}},
      "Busy": {"description": "Too many requests wait, or too much of them.", "headers": {"Retry-After": {"schema": {"type": "integer"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}},
      "Style": {"description": "CSS.", "content": {"text/css": {"schema": {"type": "string"}}}},
      "Script": {"description": "A module of JavaScript.", "content": {"text/javascript": {"schema": {"type": "string"}}}},
      "Icon": {"description": "SVG.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}},
      "Unchanged": {"description": "The entity tag in If-None-Match is still that of the file."},
      "Status": {"description": "All is well.", "content": {"application/json": {"schema": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}}}}
    },
    "schemas": {
      "Error": {
        "type": "object", "required": ["error"], "additionalProperties": false,
        "properties": {"error": {"type": "object", "required": ["code", "message"], "additionalProperties": false, "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}}
      },
      "Unread": {
        "type": "object", "required": ["id", "error"], "additionalProperties": false,
        "properties": {"id": {"type": "string"}, "error": {"type": "string"}}
      },
      "Read": {
        "type": "object", "required": ["id", "text"],
        "properties": {"id": {"type": "string"}, "lang": {"type": "string"}, "title": {"type": "string"}, "text": {"type": "string"}}
      },
      "Document": {
        "type": "object", "required": ["text"],
        "properties": {
          "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
          "title": {"type": "string"},
          "text": {"type": "string"},
          "lang": {"type": "string"},
          "targets": {"type": "array", "maxItems": 32, "items": {"type": "string", "pattern": "[^ \\t\\r\\n]"}}
        }
      },
      "Confidence": {"type": "number", "minimum": 0, "maximum": 1},
      "Topic": {
        "type": "object", "required": ["label", "confidence"], "additionalProperties": false,
        "properties": {"label": {"type": "string"}, "confidence": {"$ref": "#/components/schemas/Confidence"}, "threshold": {"$ref": "#/components/schemas/Confidence"}, "assigned": {"type": "boolean"}}
      },
      "Place": {
        "type": "object", "required": ["begin", "end"], "additionalProperties": false,
        "properties": {"text": {"type": "string"}, "begin": {"type": "integer"}, "end": {"type": "integer"}, "field": {"type": "string", "enum": ["title"]}}
      },
      "Stance": {
        "type": "object", "required": ["target", "stance", "confidence"], "additionalProperties": false,
        "properties": {"target": {"type": "string"}, "stance": {"type": "string"}, "confidence": {"$ref": "#/components/schemas/Confidence"}, "holder": {"type": "string"}, "holder_at": {"$ref": "#/components/schemas/Place"}, "evidence": {"$ref": "#/components/schemas/Place"}}
      },
      "Target": {
        "type": "object", "required": ["target", "confidence", "threshold", "touched", "stances"], "additionalProperties": false,
        "properties": {"target": {"type": "string"}, "confidence": {"$ref": "#/components/schemas/Confidence"}, "threshold": {"$ref": "#/components/schemas/Confidence"}, "touched": {"type": "boolean"}, "stances": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Confidence"}}}
      },
      "Result": {
        "type": "object", "required": ["id", "lang", "topics", "model", "warnings"], "additionalProperties": false,
        "properties": {
          "id": {"type": "string"}, "lang": {"type": "string"},
          "topics": {"type": "array", "items": {"$ref": "#/components/schemas/Topic"}},
          "stances": {"type": "array", "items": {"$ref": "#/components/schemas/Stance"}},
          "targets": {"type": "array", "items": {"$ref": "#/components/schemas/Target"}},
          "model": {"type": "string"},
          "warnings": {"type": "array", "items": {"type": "string"}},
          "fields": {"type": "object"}
        }
      },
      "Explanation": {
        "type": "object", "required": ["confidence", "assigned", "score", "bias", "contributions"], "additionalProperties": false,
        "properties": {
          "label": {"type": "string"}, "target": {"type": "string"}, "stance": {"type": "string"},
          "confidence": {"$ref": "#/components/schemas/Confidence"}, "assigned": {"type": "boolean"},
          "score": {"type": "number"}, "bias": {"type": "number"},
          "contributions": {"type": "array", "items": {
            "type": "object", "required": ["field", "begin", "end", "words", "weight"], "additionalProperties": false,
            "properties": {"field": {"type": "string", "enum": ["title", "text"]}, "begin": {"type": "integer"}, "end": {"type": "integer"}, "words": {"type": "string"}, "weight": {"type": "number"}}
          }}
        }
      },
      "Explanations": {
        "type": "object", "required": ["id", "topics"], "additionalProperties": false,
        "properties": {
          "id": {"type": "string"},
          "topics": {"type": "array", "items": {"$ref": "#/components/schemas/Explanation"}},
          "targets": {"type": "array", "items": {"$ref": "#/components/schemas/Explanation"}},
          "stances": {"type": "array", "items": {"$ref": "#/components/schemas/Explanation"}}
        }
      },
      "Model": {
        "type": "object", "required": ["name", "id", "topics", "exclusive", "stances", "targets", "free_targets", "models"], "additionalProperties": false,
        "properties": {
          "name": {"type": "string"}, "id": {"type": "string"},
          "topics": {"type": "array", "items": {"type": "string"}},
          "exclusive": {"type": "boolean"},
          "stances": {"type": "array", "items": {"type": "string"}},
          "targets": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}},
          "free_targets": {"type": "boolean"},
          "models": {"type": "array", "items": {"type": "object", "required": ["name", "id"], "properties": {"name": {"type": "string"}, "id": {"type": "string"}}}}
        }
      }
    }
  }
}
)json";

}  // namespace

std::string_view openapi_document() { return kDocument; }

}  // namespace bearing
